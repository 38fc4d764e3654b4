//! The contract suite: what bursar relies on in both servers. The same tests run against the
//! sandbox (here) and against the real servers (`real`); what they do not pin, the sandbox does
//! not claim.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here is a test that failed")]

pub(crate) mod activity;
pub(crate) mod block;
pub(crate) mod budget;
pub(crate) mod bulk;
pub(crate) mod customers;
pub(crate) mod facts;
pub(crate) mod grants;
pub(crate) mod identity;
pub(crate) mod judge;
pub(crate) mod levers;
pub(crate) mod listing;
pub(crate) mod mint;
mod pair;
pub(crate) mod probe;
pub(crate) mod proxy_errors;
pub(crate) mod purses;
pub(crate) mod requests;
pub(crate) mod seen;
mod shell;
pub(crate) mod sign_in;
pub(crate) mod story;
pub(crate) mod sync;
pub(crate) mod webui_errors;
pub(crate) mod why;

pub(crate) use pair::{Pair, run};

/// The table of all tests: each runs against the sandbox and against the real servers, so that
/// none can exist for only one of them.
macro_rules! suite {
    ($against:ident) => {
        $against! {
            identity {
                the_master_key_belongs_to_nobody_and_may_everything,
                an_admins_key_is_known_for_its_owners,
                a_viewers_key_reads_and_is_known_to_write_nothing,
                an_ordinary_key_is_told_that_it_is_no_administrators,
                a_key_the_proxy_does_not_know_is_told_so,
                an_open_webui_admin_is_told_from_an_ordinary_account,
                servers_that_are_mistaken_for_each_other_are_named,
                the_proxy_says_no_in_the_right_shape,
            }
            listing {
                more_keys_and_users_than_a_page_holds_are_listed_whole,
                more_accounts_than_a_page_holds_are_listed_whole,
                pages_of_the_proxy_refuse_what_is_out_of_range,
                one_wanted_id_means_every_id_that_contains_it,
                only_the_spend_listing_shows_what_a_directory_keeps,
                groups_tell_their_members_by_export,
                teams_are_listed_with_their_members,
                the_members_of_a_team_are_read_with_what_each_may_spend,
            }
            proxy_errors {
                a_taken_id_or_e_mail_is_refused_in_any_case,
                an_update_takes_an_e_mail_that_is_taken,
                an_update_of_nobody_creates_them,
                metadata_is_replaced_whole_and_never_emptied,
                null_clears_a_budget_and_its_window,
                a_user_has_no_blocked_of_their_own,
                what_is_malformed_is_refused_with_its_place,
                keys_answer_for_what_is_not_there,
            }
            webui_errors {
                what_is_not_there_is_a_page_of_html,
                a_role_is_any_word,
                the_first_admin_is_protected_from_the_others,
                accounts_are_added_with_the_servers_objections,
                an_account_that_is_not_there_is_said_so,
            }
            sign_in {
                the_sixteenth_sign_in_in_three_minutes_is_refused,
                a_profile_with_a_password_signs_in_once,
                a_wrong_password_is_not_tried_over_and_over,
            }
            sync {
                an_account_gets_a_user_with_its_id_and_no_key,
                a_drifted_name_and_e_mail_follow_the_account,
                users_get_accounts_with_mapped_roles_where_the_proxy_decides,
                a_drifted_account_follows_the_user_where_the_proxy_decides,
                an_address_that_open_webui_lowered_is_given_back,
                undoing_an_update_restores_what_was_there,
                a_name_that_looks_like_a_secret_is_given_back_to_the_letter,
                an_address_that_changes_hands_is_freed_before_it_is_given,
                an_address_that_somebody_got_meanwhile_is_not_given_twice,
            }
            block {
                a_blocked_person_is_refused_on_both_servers_and_works_again_after,
                a_key_blocked_by_another_hand_stays_blocked,
                what_others_keep_in_the_metadata_survives_to_the_byte,
                a_user_another_hand_deactivated_is_not_reactivated,
                undoing_a_block_lets_the_person_work_again,
                an_account_alone_is_blocked_by_its_role,
                several_people_are_blocked_and_let_in_again_with_no_other_hand_seen,
            }
            budget {
                a_reset_lets_the_same_call_through,
                a_budget_of_zero_refuses_at_once,
                budgets_read_back_as_they_were_set,
                a_keys_own_spend_is_reset_with_its_owners,
                spend_appears_in_the_row_and_exhausts_the_budget,
                undoing_a_budget_and_a_reset_restores_both,
            }
            mint {
                a_minted_key_works_at_once,
                an_alias_that_is_taken_is_refused,
                undoing_a_mint_deletes_the_key,
                a_key_can_have_a_budget_and_an_end,
                the_proxy_mints_for_nobody_and_bursar_does_not,
                a_team_is_named_by_its_alias_unless_another_has_it_too,
            }
            bulk {
                each_of_many_answers_for_itself,
                a_plan_of_many_creations_has_an_outcome_for_each,
                more_than_five_hundred_at_once_are_refused,
            }
            levers {
                a_keys_budget_is_set_and_taken_back,
                a_key_is_blocked_alone_and_its_owners_others_work,
                an_expired_key_works_again_once_it_is_extended,
                a_keys_models_are_set_one_by_one,
                a_users_models_are_set_and_cannot_be_emptied,
                a_user_whom_another_hand_deactivated_is_activated,
                a_team_is_blocked_at_once_and_works_again,
                a_teams_budget_and_models_are_set_and_taken_back,
                a_team_is_not_reset_and_told_what_works,
                a_members_budget_is_theirs_alone,
                a_members_budget_is_left_where_the_default_came_or_moved_since,
                a_members_spend_is_reset,
                a_customers_budget_and_models_are_set,
                who_shares_a_customers_budget_is_said_before_it_changes,
                what_the_proxy_cannot_do_with_a_customer_is_refused,
                spend_that_lands_after_a_reset_is_caught_and_said,
            }
            grants {
                who_is_let_in_and_granted_a_model_can_chat,
                a_model_that_open_webui_does_not_offer_is_not_granted,
                forty_people_granted_one_model_twenty_times_lose_no_grant,
                who_may_use_a_model_by_a_group_or_as_everybody_needs_no_grant,
            }
            purses {
                the_purses_answer_in_the_shapes_that_are_read,
                a_tags_budget_is_set_cleared_and_taken_back,
                a_window_of_a_key_refuses_and_is_taken_away_alone,
                windows_that_another_hand_changed_are_left_alone,
                a_window_of_a_team_is_set_and_taken_back,
                a_budget_row_is_changed_for_all_who_point_to_it,
                a_key_is_judged_by_its_row_until_it_has_a_limit_of_its_own,
                organizations_without_a_licence_are_unknown_and_nothing_else_is,
            }
            customers {
                customers_come_by_themselves_and_are_found_with_their_person,
                blocking_a_customer_answers_500_and_is_stored,
            }
            activity {
                calls_are_in_the_activity_of_their_day_user_key_team_and_model,
                somebody_unknown_has_no_activity,
                pages_of_the_activity_may_cut_a_day_in_two,
                the_activity_refuses_what_is_out_of_range,
            }
            facts {
                the_reads_have_the_shapes_a_verdict_goes_by,
                one_answer_tells_a_user_with_keys_teams_and_places,
                the_verdict_is_what_the_proxy_answers,
                the_chat_of_an_account_is_followed_to_the_proxy,
            }
            judge {
                what_why_says_is_what_the_proxy_does,
            }
            why {
                a_blocked_key_is_unblocked,
                an_expired_key_is_let_live,
                a_key_that_has_spent_its_budget_is_raised,
                a_user_who_has_spent_their_budget_is_raised,
                a_team_that_has_spent_its_budget_is_raised,
                a_member_who_has_spent_their_budget_is_raised,
                a_customer_who_has_spent_their_budget_is_raised,
                a_blocked_team_is_unblocked,
                a_model_that_a_list_does_not_allow_is_added_to_it,
                a_deactivated_user_is_activated,
                whom_bursar_blocked_is_unblocked_and_not_activated,
                a_pending_account_is_let_in,
                an_account_that_bursar_blocked_is_unblocked_and_not_let_in,
                a_model_that_is_not_granted_in_open_webui_is_granted,
                who_is_refused_twice_is_told_of_both,
            }
            seen {
                who_sees_no_model_is_refused_and_granted_one,
                a_refused_key_of_the_connection_hits_everybody,
            }
            requests {
                each_question_takes_a_handful_of_requests,
            }
            probe {
                a_throw_away_key_is_answered_as_why_says_and_gone,
                a_throw_away_key_is_of_the_team_of_the_one_that_was_named,
                a_supplied_key_is_answered_as_why_says,
                an_answer_to_a_key_that_nobody_knows_is_an_answer,
            }
            story {
                thirty_people_of_two_servers_are_one_list_and_a_plan_brings_them_in_step,
                the_five_verbs_do_by_command_what_they_say,
            }
        }
    };
}
pub(crate) use suite;

macro_rules! against_the_sandbox {
    ($($file:ident { $($test:ident,)* })*) => {
        mod on_the_sandbox {
            $(mod $file {
                use crate::contract::{Pair, $file, run};
                $(#[tokio::test]
                async fn $test() {
                    run(Pair::sandbox().await, $file::$test).await;
                })*
            })*
        }
    };
}

suite!(against_the_sandbox);
