//! The table of actions.

use super::{ActionRow, Context, Danger, Ordered};
use crate::app::availability::{self as may, verbs as may_verb};
use crate::app::export::Copied;
use crate::app::screen::{
    budgets, changes, customers, groups, help, journal, keys, notices, plan, profiles, requests,
    spend, teams, users, why,
};
use crate::app::update::verbs::{ask, propose};
use crate::app::update::{back, desk, lists, outward, query, readings};
use crate::app::verb;
use crate::app::{Effect, Server, dialog};
use crate::domain::activity::Span;
use crate::order::Wish;
use crate::plan::wish::ResetScope;
use crate::table::{Table, Travel};

macro_rules! footer {
    (-) => {
        None
    };
    ($place:literal) => {
        Some($place)
    };
}

macro_rules! actions {
    ($($context:ident {$(
        $name:ident $title:literal $footer:tt $danger:ident, if $may:expr, $act:expr;
            $help:literal
    )*})*) => {
        /// Something an operator can ask for; its kebab-case name is what a keymap binds.
        #[derive(
            Clone,
            Copy,
            Debug,
            PartialEq,
            Eq,
            Hash,
            PartialOrd,
            Ord,
            strum::EnumIter,
            strum::EnumString,
            strum::IntoStaticStr,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub enum Action {
            $($(#[doc = $help] $name,)*)*
        }

        impl Action {
            /// Its row of the table.
            pub fn row(self) -> ActionRow {
                match self {
                    $($(Self::$name => ActionRow {
                        context: Context::$context,
                        title: $title,
                        help: $help,
                        footer: footer!($footer),
                        danger: Danger::$danger,
                        may: $may,
                        act: |model| ($act)(model).orders(),
                    },)*)*
                }
            }
        }
    };
}

actions! {
    Users {
        OpenUser "open" 10 Looks, if may::someone, users::open_user;
            "Show everything about the user under the cursor."
        Filter "query" 2 Looks, if may::always, query::open;
            "Type a query: words, and terms like spend>80%; it works at once."
        ClearQuery "everybody" - Looks, if may::always, query::clear;
            "Clear the query: show everybody."
        SavedQuery "saved query" - Looks, if may::always, query::choose_saved;
            "Show the saved query of that number; again clears it."
        SaveQuery "save query" 22 Looks, if may::always, query::choose_saved;
            "Save the query under a name; or choose or remove a saved one."
        StopReading "stop reading" 1 Looks, if may::reading, readings::stop;
            "Give the reading up; what was read before stays."
        NextChange "next change" - Looks, if may::changed, |m| users::to_change(m, true);
            "To the next user who changed a moment ago."
        PreviousChange "previous change" - Looks, if may::changed, |m| users::to_change(m, false);
            "To the one before who changed a moment ago."
        Export "export" 24 Leaves, if may::export, outward::export;
            "Write the marked users, else those shown, to a new file: CSV or JSON."
    }
    Marks {
        ToggleMark "mark" 9 Looks, if may::listed, |m| lists::with(m, Table::toggle_mark);
            "Mark or unmark the row under the cursor, and move on."
        MarkRange "mark range" 22 Looks, if may::listed, |m| lists::with(m, Table::toggle_range);
            "Begin a range and move to its other end; again marks it, esc gives it up."
        MarkAll "mark all" 19 Looks, if may::listed, |m| lists::with(m, Table::toggle_all);
            "Mark all rows shown; again unmarks them."
        InvertMarks "invert marks" - Looks, if may::listed, |m| lists::with(m, Table::invert_marks);
            "Mark those shown that are not, and unmark the others."
        MarkMatches "mark by query" - Looks, if may::queried, lists::mark_matches;
            "Mark all that a query matches, shown or not."
    }
    Table {
        NextSort "sort" 15 Looks, if may::always, |m| lists::with(m, Table::next_sort);
            "Sort by the next column; a second key stays."
        ReverseSort "reverse" - Looks, if may::sorted, |m| lists::with(m, Table::reverse_sort);
            "Sort the other way round."
        ChooseColumns "columns" 23 Looks, if may::always, lists::choose_columns;
            "Choose, move and hide columns, and sort by any two."
        ScrollRight "scroll right" - Looks, if may::hidden_right, |m| lists::scroll(m, true);
            "Show the columns that have no room; the first stays."
        ScrollLeft "scroll left" - Looks, if may::hidden_left, |m| lists::scroll(m, false);
            "Back to the columns scrolled past."
    }
    Verbs {
        Why "why" 4 Looks, if may_verb::why, why::acts::ask_why;
            "Which check refuses the one under the cursor, and what lifts it."
        ResetSpend "reset spend" 3 Plans,
            if |m| may_verb::at_proxy(m, Action::ResetSpend),
            |m| propose(m, Wish::Reset(ResetScope::Users));
            "Plan: set the spend back to zero."
        Block "block" 4 Plans,
            if |m| may_verb::on_both(m, Action::Block), |m| propose(m, Wish::Block);
            "Plan: block them; users, on both servers."
        Unblock "unblock" 11 Plans,
            if |m| may_verb::on_both(m, Action::Unblock), |m| propose(m, Wish::Unblock);
            "Plan: unblock them; users, exactly as they were."
        SetBudget "budget" 5 Plans,
            if |m| may_verb::at_proxy(m, Action::SetBudget), budgets::ask_budget;
            "Plan: set the budget and its window."
        SetWindow "window" 13 Plans,
            if |m| may_verb::at_proxy(m, Action::SetWindow), budgets::ask_window;
            "Plan: set what keys or teams may spend in 24h, 7d or another window."
        SetModels "models" 12 Plans,
            if |m| may_verb::at_proxy(m, Action::SetModels), |m| ask(m, dialog::models::dialog);
            "Plan: set which models they may use at the proxy."
        ShowSpend "spend by day" 25 Looks, if may_verb::spend, spend::acts::of_front;
            "What was spent on each day, and with which model."
        CopyIds "copy ids" - Leaves, if may::copied, |m| outward::copy_rows(m, Copied::Ids);
            "Copy the ids on both servers."
        CopyRow "copy row" - Leaves, if may::copied, |m| outward::copy_rows(m, Copied::Row);
            "Copy the line, with tabs between."
    }
    People {
        ResetSpendAndKeys "reset with keys" 16 Plans,
            if |m| may_verb::at_proxy(m, Action::ResetSpendAndKeys),
            |m| propose(m, Wish::Reset(ResetScope::UsersAndKeys));
            "Plan: reset the spend of the users and of all their keys."
        MintKey "mint key" 6 Plans,
            if |m| may_verb::at_proxy(m, Action::MintKey), |m| ask(m, dialog::mint::dialog);
            "Plan: mint a key for each of the users; shown once."
        Sync "sync" 7 Plans, if |m| may_verb::on_both(m, Action::Sync), |m| propose(m, Wish::Sync);
            "Plan: bring these users in step on both servers."
        SyncEverybody "sync all" 12 Plans, if may_verb::everybody, verb::sync_everybody;
            "Plan: bring everybody in step on both servers."
        ShowTheirKeys "keys" 17 Looks, if may::one_at_proxy, keys::show_of_person;
            "The user's keys as a list."
        SetRole "account role" - Plans,
            if |m| may_verb::in_chat(m, Action::SetRole), |m| ask(m, dialog::role::dialog);
            "Plan: set the accounts' role in Open WebUI."
        GrantModel "grant model" - Plans,
            if |m| may_verb::in_chat(m, Action::GrantModel), |m| ask(m, dialog::grant::dialog);
            "Plan: let the accounts use a model in Open WebUI."
        ActivateUser "activate" - Plans,
            if |m| may_verb::at_proxy(m, Action::ActivateUser), |m| propose(m, Wish::Activate);
            "Plan: activate users whom another hand deactivated at the proxy."
        CopyAddress "copy e-mail" - Leaves, if may::someone, |m| outward::copy(m, Copied::Address);
            "Copy the user's e-mail, or the id where there is none."
        CopyJson "copy JSON" - Leaves, if may::someone, |m| outward::copy(m, Copied::Json);
            "Copy the user as `bursar users --format json` has it."
        CopyKeys "copy keys" - Leaves, if may::someone, |m| outward::copy(m, Copied::Keys);
            "Copy the user's keys: alias, masked name and hash."
    }
    Keys {
        ExtendKey "extend" 6 Plans,
            if |m| may_verb::at_proxy(m, Action::ExtendKey), |m| ask(m, dialog::life::dialog);
            "Plan: set how long the keys live from now on."
        DeleteKey "delete" 10 Plans,
            if |m| may_verb::at_proxy(m, Action::DeleteKey), |m| propose(m, Wish::Delete);
            "Plan: delete the keys, for good."
    }
    Why {
        PlanRemedy "plan remedy" 1 Plans, if why::may::remedy, |m| why::acts::plan(m, 0);
            "Plan: the first remedy."
        NthRemedy "nth remedy" - Plans, if why::may::remedy, |m| why::acts::plan(m, 0);
            "Plan: the remedy of that number."
        ChooseModel "model" 3 Looks, if why::may::choose_model, why::acts::choose_model;
            "Ask for another model; without one, what depends on it is left out."
        NextWay "next key" 2 Looks, if why::may::turn, |m| why::acts::turn(m, true);
            "The user's next key; after the last, the chat."
        PreviousWay "previous key" - Looks, if why::may::turn, |m| why::acts::turn(m, false);
            "The key before; before the first, the chat."
        ToggleNotChecked "all checks" 5 Looks, if why::may::verdict, why::acts::toggle_not_checked;
            "Show also the checks that are not made; again, hide them."
        ReadVerdict "read all" 4 Looks, if why::may::verdict, why::acts::read;
            "The verdict with remedies, commands and caveats as a page."
        ProbeProxy "probe" 6 Plans, if why::may::probe, why::acts::probe;
            "Plan: ask the proxy itself, with a key that is deleted again."
    }
    Spend {
        SpendWeek "7 days" 2 Looks, if may::always, |m| spend::acts::span(m, Span::Week);
            "The last 7 days."
        SpendMonth "30 days" 3 Looks, if may::always, |m| spend::acts::span(m, Span::Month);
            "The last 30 days."
        SpendQuarter "90 days" 4 Looks, if may::always, |m| spend::acts::span(m, Span::Quarter);
            "The last 90 days."
        TurnSpend "spenders" 5 Looks, if spend::may::turn, spend::acts::turn;
            "Who spent most in these days; again, the days."
        StopSpend "stop reading" 1 Looks, if spend::may::stop, spend::acts::stop;
            "Stop reading the spend; what was read before stays."
    }
    Days {
        PreviousDay "previous day" 9 Looks, if spend::may::choose_day,
            |m| spend::acts::choose_day(m, false);
            "To the bar before."
        NextDay "next day" 9 Looks, if spend::may::choose_day, |m| spend::acts::choose_day(m, true);
            "To the bar after."
    }
    Spenders {
        OpenSpender "open" 1 Looks, if spend::may::open, spend::acts::open_spender;
            "The days of the one under the cursor."
    }
    Plan {
        ApplyPlan "apply" 1 Applies, if plan::may::apply, plan::acts::ask;
            "Apply the plan, after a question."
        CancelApply "cancel" 2 Applies, if plan::may::cancel, plan::acts::cancel;
            "Stop: what is under way finishes, the rest is left."
        WritePlan "write to file" 3 Leaves, if may::always, plan::acts::write;
            "Write the plan to a new file, as JSON."
        TogglePasswords "passwords" 4 Looks, if plan::may::passwords, plan::acts::toggle_passwords;
            "Show the new accounts' initial passwords, once."
    }
    Journal {
        OpenEntry "open" 1 Looks, if may::always, journal::open_entry;
            "Show the changes of this plan and what became of each."
    }
    Profiles {
        SwitchProfile "switch" 1 Looks, if profiles::may_switch, profiles::switch;
            "Work on this profile."
        AddProfile "add" 2 Leaves, if may::always, profiles::add;
            "Add a profile to the configuration."
        EditProfile "edit" 3 Leaves, if profiles::may_edit, profiles::edit;
            "Edit this profile."
        RemoveProfile "remove" 8 Leaves, if profiles::may_edit, profiles::remove;
            "Take this profile out of the config, after a question."
    }
    Help {
        FindInHelp "find" 1 Looks, if may::always, help::open_find;
            "Show only the keys that have these words."
    }
    Records {
        OpenRecord "open" 1 Looks, if may::leads, lists::open;
            "Open a key's owner, a team's members, the user a member or customer is, or who shares a budget."
    }
    Teams {
        ShowTeamKeys "keys" 3 Looks, if may::leads, teams::show_keys;
            "The team's keys as a list."
    }
    Budgets {
        ShowAllBudgets "all rows" 3 Looks, if may::always, budgets::toggle_all;
            "Show also the budget rows that one alone or nobody points to; again, hide them."
    }
    Groups {
        OpenGroup "users" 1 Looks, if groups::may_open, groups::open;
            "Show the users who are in the group under the cursor."
        CopyGroupId "copy id" 3 Leaves, if groups::may_copy, groups::copy_id;
            "Copy the group's id in Open WebUI."
        CopyGroupRow "copy row" - Leaves, if groups::may_copy, groups::copy_row;
            "Copy the group's line, with tabs between."
    }
    Words {
        FilterWords "filter" 2 Looks, if may::always, lists::open_filter;
            "Show the rows with all of these words, also of their state: blocked, failed."
        ClearWords "show all" - Looks, if may::always, lists::show_all;
            "Clear the filter."
    }
    Requests {
        OpenRequest "open" 1 Looks, if requests::may_open, requests::open;
            "Show everything about the request."
        CopyCurl "copy as curl" 3 Leaves, if requests::may_copy, requests::copy_curl;
            "Copy the request as a command of curl, the credential by name."
    }
    Notices {
        OpenNotice "open" 1 Looks, if notices::may_open, notices::open;
            "Show the notice whole; once more, the request it came from."
        CopyNotice "copy" 2 Leaves, if notices::may_copy, notices::copy;
            "Copy the notice's text."
    }
    List {
        Down "down" - Looks, if may::always, |m| lists::travel(m, Travel::Down);
            "One line down."
        Up "up" - Looks, if may::always, |m| lists::travel(m, Travel::Up);
            "One line up."
        HalfPageDown "half a page down" - Looks, if may::always,
            |m| lists::travel(m, Travel::HalfPageDown);
            "Half a page down."
        HalfPageUp "half a page up" - Looks, if may::always,
            |m| lists::travel(m, Travel::HalfPageUp);
            "Half a page up."
        PageDown "page down" - Looks, if may::always, |m| lists::travel(m, Travel::PageDown);
            "A page down."
        PageUp "page up" - Looks, if may::always, |m| lists::travel(m, Travel::PageUp);
            "A page up."
        Top "top" - Looks, if may::always, |m| lists::travel(m, Travel::Top);
            "To the first line."
        Bottom "bottom" - Looks, if may::always, |m| lists::travel(m, Travel::Bottom);
            "To the last line."
    }
    Global {
        Back "back" 8 Looks, if may::always, back::back;
            "Give up the range, clear the query, then the marks; or go back."
        Undo "undo" 13 Plans, if may::undo, verb::undo;
            "Plan: take back the last plan, or the journal's chosen one."
        ShowUsers "users" - Looks, if may::not_applying, back::show_users;
            "Back to the list of users, from anywhere."
        ShowKeys "keys" - Looks, if may::proxy_lists, keys::show_all;
            "All virtual keys, those nearest to their budgets first."
        ShowTeams "teams" - Looks, if may::proxy_lists, teams::show;
            "The teams, with their members and keys."
        ShowCustomers "customers" - Looks, if may::proxy_lists, customers::show;
            "The customers, LiteLLM's end users."
        ShowBudgets "budgets" - Looks, if may::proxy_lists, budgets::show;
            "Tags, organizations, shared budget rows, windows."
        ShowGroups "groups" - Looks, if |m| may::lists_of(m, Server::Webui), groups::show;
            "Open WebUI's groups, with their members."
        ShowJournal "journal" 14 Looks, if may::not_applying, journal::show;
            "What was attempted, by whom, with what outcome."
        ShowProfiles "profiles" 17 Looks, if may::not_applying, profiles::show;
            "The profiles, to switch, add or edit."
        ShowChanges "changes" - Looks, if changes::may_show, changes::show;
            "Who is new, gone or other since a moment ago."
        ShowRequests "requests" 22 Looks, if may::always, |m| requests::show(m, None);
            "Every request to the servers, as it goes."
        ShowNotices "notices" 23 Looks, if may::always, notices::show;
            "All that was told; errors stay until they are read."
        ShowAllSpend "spend of all" - Looks, if may::activity, spend::acts::of_everybody;
            "What everybody spent on each day, and who spent most."
        Refresh "refresh" 18 Looks, if may::session, readings::refresh_front;
            "Read both servers again. On the spend by day, that alone."
        TogglePause "pause" - Looks, if may::pause, readings::pause;
            "Stop reading the servers by itself, or go on with it."
        DumpScreen "write screen" - Leaves, if may::always, |_| vec![Effect::DumpScreen];
            "Write what is on the screen to a text file."
        ToggleTimes "times" 20 Looks, if may::always, desk::toggle_times;
            "Show times relative to now, or absolute."
        Palette "commands" 1 Looks, if may::always, desk::open_palette;
            "All commands and actions, by a few letters of their name."
        NextTheme "theme" - Looks, if may::always, desk::next_theme;
            "Go through the themes; the config keeps one."
        Help "help" 0 Looks, if may::always, help::show;
            "All keys, those of this screen first."
        Quit "quit" 21 Looks, if may::always, desk::ask_quit;
            "Leave; asks only while a plan is being applied."
        Suspend "suspend" - Looks, if may::always, |_| vec![Effect::Suspend];
            "Hand the terminal back to the shell; `fg` returns."
        ForceQuit "quit at once" - Looks, if may::always, desk::leave_at_once;
            "Leave without a question; a write under way is awaited."
    }
    Dialog {
        DialogAccept "accept" 1 Applies, if may::always, desk::in_dialog;
            "Do what the focus is on."
        DialogCancel "cancel" 2 Looks, if may::always, desk::in_dialog;
            "Close and do nothing."
        DialogNext "next" 3 Looks, if may::always, desk::in_dialog;
            "To the next field or button."
        DialogPrevious "previous" - Looks, if may::always, desk::in_dialog;
            "To the previous field or button."
        DialogPageDown "scroll" - Looks, if may::always, desk::in_dialog;
            "Further down in what has no room."
        DialogPageUp "scroll up" - Looks, if may::always, desk::in_dialog;
            "Further up in what has no room."
        DialogCopy "copy" 4 Leaves, if may::always, desk::in_dialog;
            "Copy the secret shown, through the terminal (OSC 52)."
        DialogRemove "remove" 5 Looks, if may::always, desk::in_dialog;
            "Remove the saved query under the cursor."
    }
    Columns {
        ToggleColumn "show or hide" 1 Looks, if may::always, desk::in_dialog;
            "Show the column, or hide it."
        ColumnLeft "move left" 2 Looks, if may::always, desk::in_dialog;
            "Move the column to the left."
        ColumnRight "move right" 3 Looks, if may::always, desk::in_dialog;
            "Move the column to the right."
        SortByColumn "sort" 4 Looks, if may::always, desk::in_dialog;
            "Sort by the column; again turns it round."
        SortSecond "second key" 5 Looks, if may::always, desk::in_dialog;
            "Sort equals by the column; again turns it round."
        ResetColumns "reset" 6 Looks, if may::always, desk::in_dialog;
            "Back to the columns and the order bursar comes with."
    }
}
