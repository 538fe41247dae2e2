//! The audit for programs.

use serde_json::{Value, json};

use super::notation::{numbers_to_tell, words};
use super::pairs::{ConstraintAudit, Verdict};
use super::{Audit, Refused};
use crate::sample::{Draft, Schema};

/// Several audits as one JSON document.
#[must_use]
pub fn to_json(audits: &[Audit]) -> Value {
    json!({
        "version": 1,
        "passes": audits.iter().all(Audit::passes),
        "models": audits.iter().map(model).collect::<Vec<_>>(),
    })
}

fn model(audit: &Audit) -> Value {
    let page = &audit.page;
    let readings = &audit.readings;
    let refused = |requests: &[Refused]| -> Vec<Value> {
        requests.iter().map(|request| json!({"name": request.name, "constraints": request.by})).collect()
    };
    json!({
        "model": audit.model,
        "title": audit.title,
        "passes": audit.passes(),
        "page": {
            "statements": page.statements.iter()
                .map(|(id, words)| json!({"constraint": id, "statement": words}))
                .collect::<Vec<_>>(),
            "combinations": page.combinations,
            "unusable": page.conflicts.iter()
                .map(|conflict| json!({
                    "parameter": conflict.parameter, "inside": conflict.inside, "conflicts": conflict.sets,
                }))
                .collect::<Vec<_>>(),
            "published": page.published,
            "refused": refused(&page.refused),
            "requiredButOmitted": page.omissions.iter()
                .filter(|omission| !omission.by.is_empty())
                .map(|omission| json!({"parameter": omission.parameter, "by": omission.by}))
                .collect::<Vec<_>>(),
        },
        "readings": {
            "passes": readings.passes(),
            "smallest": readings.smallest.as_ref().map(|draft| request(&audit.schema, draft, &[])),
            "parameters": readings.parameters,
            "unusable": readings.unusable,
            "onlyWithWarning": readings.contested.iter()
                .map(|(path, by)| json!({"parameter": path, "constraints": by}))
                .collect::<Vec<_>>(),
            "published": readings.published,
            "refused": refused(&readings.refused),
            "warned": refused(&readings.warned),
            "implied": audit.constraints.iter()
                .filter(|constraint| constraint.is_implied())
                .map(|constraint| &*constraint.origin.id)
                .collect::<Vec<_>>(),
        },
        "constraints": audit.constraints.iter().map(|one| constraint(&audit.schema, one)).collect::<Vec<_>>(),
    })
}

fn request(schema: &Schema, draft: &Draft, told: &[usize]) -> Value {
    json!({"notation": words(schema, draft, told).join(", "), "request": draft.0})
}

fn constraint(schema: &Schema, constraint: &ConstraintAudit) -> Value {
    let pairs = constraint.verdicts.iter().map(|(severity, verdict)| {
        let (name, accepted, refused, by) = match verdict {
            Verdict::Shown(pair) => ("shown", Some(&pair.accepted), Some(&pair.refused), &[][..]),
            Verdict::Silent => ("silent", None, None, &[][..]),
            Verdict::Implied(by) => ("implied", None, None, &by[..]),
            Verdict::Unclear(draft) => ("unclear", None, draft.as_deref(), &[][..]),
        };
        let told = accepted
            .zip(refused)
            .map(|(one, other)| numbers_to_tell(schema, one, other, &constraint.named))
            .unwrap_or_default();
        json!({
            "severity": severity,
            "verdict": name,
            "accepted": accepted.map(|draft| request(schema, draft, &told)),
            "refused": refused.map(|draft| request(schema, draft, &told)),
            "impliedBy": by,
        })
    });
    json!({
        "constraint": &*constraint.origin.id,
        "statement": &*constraint.origin.statement,
        "basis": constraint.origin.basis,
        "passes": constraint.passes(),
        "pairs": pairs.collect::<Vec<_>>(),
    })
}
