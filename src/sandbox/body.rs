//! Reading a JSON body the way the servers' validator does.
//!
//! Both servers validate with pydantic, so a wrong type has the same words on both; what differs
//! (whether the offending input is repeated, whether the detail is shown at all) the callers add.

use serde_json::{Map, Value, json};

/// What a merge-patch says of one field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Patch<T> {
    /// Not mentioned: keep what is there.
    Absent,
    /// Explicitly null: clear, where the server does that.
    Null,
    /// A new value.
    Set(T),
}

impl<T> Patch<T> {
    /// The value, if one was sent.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Stores the value or the null in `field`, and leaves it when nothing was sent.
    pub(crate) fn merge_into(self, field: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
}

/// One validation failure, in pydantic's words.
#[derive(Clone, Debug)]
pub(crate) struct Invalid {
    pub(crate) kind: &'static str,
    pub(crate) location: Vec<Value>,
    pub(crate) message: String,
    pub(crate) input: Value,
}

impl Invalid {
    pub(crate) fn field(kind: &'static str, field: &str, message: &str, input: &Value) -> Self {
        Self {
            kind,
            location: vec![json!("body"), json!(field)],
            message: message.to_owned(),
            input: input.clone(),
        }
    }

    /// A complaint about a query parameter.
    pub(crate) fn query(kind: &'static str, field: &str, message: &str, input: &str) -> Self {
        Self {
            kind,
            location: vec![json!("query"), json!(field)],
            message: message.to_owned(),
            input: json!(input),
        }
    }

    /// `{type, loc, msg}`, the part both servers send.
    pub(crate) fn to_json(&self) -> Value {
        json!({"type": self.kind, "loc": self.location, "msg": self.message})
    }
}

/// A field read from a body.
pub(crate) type Patched<T> = Result<Patch<T>, Invalid>;

/// A decoded JSON body.
#[derive(Clone, Debug)]
pub(crate) struct Body(Value);

impl Body {
    pub(crate) fn new(value: Value) -> Self {
        Self(value)
    }

    /// The whole body.
    pub(crate) fn value(&self) -> &Value {
        &self.0
    }

    /// The body as an object; an empty one if it is something else.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        self.0.as_object().cloned().unwrap_or_default()
    }

    /// A field as it came.
    pub(crate) fn raw(&self, field: &str) -> Patch<Value> {
        match self.0.get(field) {
            None => Patch::Absent,
            Some(Value::Null) => Patch::Null,
            Some(value) => Patch::Set(value.clone()),
        }
    }

    fn read<T>(
        &self,
        field: &str,
        read: impl FnOnce(&Value) -> Result<T, (&'static str, &'static str)>,
    ) -> Patched<T> {
        match self.0.get(field) {
            None => Ok(Patch::Absent),
            Some(Value::Null) => Ok(Patch::Null),
            Some(value) => read(value)
                .map(Patch::Set)
                .map_err(|(kind, message)| Invalid::field(kind, field, message, value)),
        }
    }

    pub(crate) fn text(&self, field: &str) -> Patched<String> {
        self.read(field, |value| {
            value
                .as_str()
                .map(str::to_owned)
                .ok_or(("string_type", "Input should be a valid string"))
        })
    }

    /// A number; the validator takes `"5"` for one too.
    pub(crate) fn number(&self, field: &str) -> Patched<f64> {
        self.read(field, |value| match value {
            Value::String(text) => {
                text.trim().parse().map_err(|_wrong: std::num::ParseFloatError| {
                    (
                        "float_parsing",
                        "Input should be a valid number, unable to parse string as a number",
                    )
                })
            }
            other => other.as_f64().ok_or(("float_type", "Input should be a valid number")),
        })
    }

    pub(crate) fn integer(&self, field: &str) -> Patched<i64> {
        self.read(field, |value| match value {
            Value::String(text) => {
                text.trim().parse().map_err(|_wrong: std::num::ParseIntError| {
                    (
                        "int_parsing",
                        "Input should be a valid integer, unable to parse string as an integer",
                    )
                })
            }
            other => other.as_i64().ok_or(("int_type", "Input should be a valid integer")),
        })
    }

    pub(crate) fn flag(&self, field: &str) -> Patched<bool> {
        self.read(field, |value| {
            value.as_bool().ok_or(("bool_type", "Input should be a valid boolean"))
        })
    }

    pub(crate) fn texts(&self, field: &str) -> Patched<Vec<String>> {
        self.read(field, |value| {
            let list = value.as_array().ok_or(("list_type", "Input should be a valid list"))?;
            list.iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .ok_or(("string_type", "Input should be a valid string"))
        })
    }

    pub(crate) fn object(&self, field: &str) -> Patched<Map<String, Value>> {
        self.read(field, |value| {
            value.as_object().cloned().ok_or(("dict_type", "Input should be a valid dictionary"))
        })
    }

    /// The objects of a list; anything in it that is no object counts as an empty one.
    pub(crate) fn objects(&self, field: &str) -> Vec<Self> {
        let list = self.0.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        list.into_iter().map(Self).collect()
    }
}
