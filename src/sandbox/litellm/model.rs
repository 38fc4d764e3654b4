//! The models the proxy sells, and what a call of them costs.

use serde_json::{Value, json};

/// A model and its price in dollars per token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    owner: &'static str,
    input: f64,
    output: f64,
}

/// One of them is free, because budgets do not concern a free model.
pub(crate) const MODELS: [Model; 3] = [
    Model { name: "gpt-4o-mini", owner: "openai", input: 0.15e-6, output: 0.6e-6 },
    Model { name: "gpt-4o", owner: "openai", input: 2.5e-6, output: 10.0e-6 },
    Model { name: "campus-llama", owner: "openai", input: 0.0, output: 0.0 },
];

impl Model {
    pub(crate) fn named(name: &str) -> Option<Self> {
        MODELS.into_iter().find(|model| model.name == name)
    }

    /// `openai/gpt-4o`.
    pub(crate) fn with_provider(self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    pub(crate) fn is_free(self) -> bool {
        self.input == 0.0 && self.output == 0.0
    }

    pub(crate) fn cost(self, prompt_tokens: u32, completion_tokens: u32) -> f64 {
        f64::from(prompt_tokens) * self.input + f64::from(completion_tokens) * self.output
    }

    /// The model's entry in `/model/info`.
    pub(crate) fn to_info(self) -> Value {
        json!({
            "model_name": self.name,
            "litellm_params": {"model": self.with_provider()},
            "model_info": {
                "id": self.name, "db_model": false, "key": self.name, "mode": "chat",
                "litellm_provider": self.owner, "max_tokens": 16_384,
                "max_input_tokens": 128_000, "max_output_tokens": 16_384,
                "input_cost_per_token": self.input, "output_cost_per_token": self.output,
                "access_via_team_ids": [], "direct_access": true,
            },
        })
    }

    /// The model's entry in `/v1/models`.
    pub(crate) fn to_json(self) -> Value {
        json!({
            "id": self.name, "object": "model", "created": 1_677_610_602, "owned_by": self.owner,
            "mode": "chat", "max_input_tokens": 128_000, "max_output_tokens": 16_384,
        })
    }
}
