//! From a definition as PostgreSQL prints it to a rule.

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use super::pattern::Pattern;
use super::{Function, Order, Rule, Term};

/// Reads what `pg_get_constraintdef` or `pg_get_partition_constraintdef` prints; `None` where it is not a condition that can
/// be read at all.
pub fn parse(definition: &str) -> Option<Rule> {
    let mut condition = definition.trim();
    condition = condition.strip_prefix("CHECK ").unwrap_or(condition);
    for flag in [" NOT VALID", " NO INHERIT", " NOT ENFORCED"] {
        condition = condition.strip_suffix(flag).unwrap_or(condition);
    }
    let parser = Parser::new(&PostgreSqlDialect {}).try_with_sql(condition);
    let expression = parser.ok()?.parse_expr().ok()?;
    Some(rule(&expression))
}

fn rule(expression: &Expr) -> Rule {
    match expression {
        Expr::Nested(inner) | Expr::IsTrue(inner) | Expr::Cast { expr: inner, .. } => rule(inner),
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => not(rule(expr)),
        Expr::BinaryOp { left, op, right } => binary(left, op, right),
        Expr::IsNull(inner) => Rule::IsNull(term(inner)),
        Expr::IsNotNull(inner) => not(Rule::IsNull(term(inner))),
        Expr::IsFalse(inner) => not(rule(inner)),
        Expr::IsNotDistinctFrom(left, right) => {
            Rule::Compare(term(left), Order::Equal, term(right))
        }
        Expr::IsDistinctFrom(left, right) => {
            not(Rule::Compare(term(left), Order::Equal, term(right)))
        }
        Expr::AnyOp {
            left,
            compare_op: BinaryOperator::Eq,
            right,
            ..
        } => list(right).map_or(Rule::Unknown, |list| Rule::IsOneOf(term(left), list)),
        Expr::AllOp {
            left,
            compare_op: BinaryOperator::NotEq,
            right,
        } => list(right).map_or(Rule::Unknown, |list| not(Rule::IsOneOf(term(left), list))),
        Expr::AnyOp {
            left,
            compare_op,
            right,
            ..
        } => match elements(right) {
            Some(all) => Rule::Any(all.iter().map(|it| binary(left, compare_op, it)).collect()),
            None => Rule::Unknown,
        },
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => Rule::IsTrue(term(expression)),
        Expr::Value(value) => match &value.value {
            Value::Boolean(true) => Rule::All(Vec::new()),
            Value::Boolean(false) => Rule::Any(Vec::new()),
            _ => Rule::Unknown,
        },
        _ => Rule::Unknown,
    }
}

fn binary(left: &Expr, op: &BinaryOperator, right: &Expr) -> Rule {
    use BinaryOperator as Op;
    let compare = |order| Rule::Compare(term(left), order, term(right));
    let converse = |order| Rule::Compare(term(right), order, term(left));
    let matches = |pattern: fn(&str) -> Option<Pattern>| {
        let (text, pattern) = match (term(right), similar(right)) {
            (_, Some(text)) => (Some(text), Pattern::similar as fn(&str) -> Option<Pattern>),
            (Term::Literal(text), None) => (Some(text), pattern),
            _ => (None, pattern),
        };
        let pattern = text.and_then(|text| pattern(&text));
        pattern.map_or(Rule::Unknown, |pattern| Rule::Matches(term(left), pattern))
    };
    match op {
        // They are read from the left.
        Op::And => match rule(left) {
            Rule::All(mut rules) => {
                rules.push(rule(right));
                Rule::All(rules)
            }
            first => Rule::All(vec![first, rule(right)]),
        },
        Op::Or => match rule(left) {
            Rule::Any(mut rules) => {
                rules.push(rule(right));
                Rule::Any(rules)
            }
            first => Rule::Any(vec![first, rule(right)]),
        },
        Op::Eq | Op::NotEq if is_null_test(left) && is_null_test(right) => {
            same(rule(left), rule(right), *op == Op::Eq)
        }
        Op::Eq => compare(Order::Equal),
        Op::NotEq => not(compare(Order::Equal)),
        Op::Lt => compare(Order::Less),
        Op::LtEq => compare(Order::LessOrEqual),
        Op::Gt => converse(Order::Less),
        Op::GtEq => converse(Order::LessOrEqual),
        Op::PGRegexMatch => matches(Pattern::regex),
        Op::PGRegexIMatch => matches(Pattern::regex_of_any_case),
        Op::PGRegexNotMatch => not(matches(Pattern::regex)),
        Op::PGRegexNotIMatch => not(matches(Pattern::regex_of_any_case)),
        Op::PGLikeMatch => matches(Pattern::like),
        Op::PGILikeMatch => matches(Pattern::like_of_any_case),
        Op::PGNotLikeMatch => not(matches(Pattern::like)),
        Op::PGNotILikeMatch => not(matches(Pattern::like_of_any_case)),
        _ => Rule::Unknown,
    }
}

fn is_null_test(expression: &Expr) -> bool {
    match expression {
        Expr::Nested(inner) => is_null_test(inner),
        _ => matches!(expression, Expr::IsNull(_) | Expr::IsNotNull(_)),
    }
}

/// That both conditions hold or neither does; else, that one of them does.
fn same(left: Rule, right: Rule, equal: bool) -> Rule {
    let right = if equal { right } else { not(right) };
    Rule::Any(vec![
        Rule::All(vec![left.clone(), right.clone()]),
        Rule::All(vec![not(left), not(right)]),
    ])
}

fn term(expression: &Expr) -> Term {
    match expression {
        Expr::Nested(inner)
        | Expr::Cast { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::UnaryOp {
            op: UnaryOperator::Plus,
            expr: inner,
        } => term(inner),
        Expr::Identifier(name) => Term::Column(name.value.clone()),
        Expr::CompoundIdentifier(names) => {
            let last = names.last().map(|it| it.value.clone());
            Term::Column(last.unwrap_or_default())
        }
        Expr::Value(value) => match &value.value {
            Value::Number(text, _)
            | Value::SingleQuotedString(text)
            | Value::EscapedStringLiteral(text) => Term::Literal(text.clone()),
            Value::Boolean(flag) => Term::Literal(flag.to_string()),
            _ => Term::Unknown,
        },
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => match term(expr) {
            Term::Literal(number) => Term::Literal(format!("-{number}")),
            _ => Term::Unknown,
        },
        Expr::Trim { expr, .. } => Term::Of(Function::Trim, Box::new(term(expr))),
        Expr::Function(call) => {
            let name = call.name.to_string().to_lowercase();
            let arguments = arguments(&call.args);
            if name == "num_nonnulls" {
                return filled(&arguments);
            }
            function(&name, &arguments).unwrap_or(Term::Unknown)
        }
        _ => Term::Unknown,
    }
}

fn filled(arguments: &[&Expr]) -> Term {
    let columns = arguments.iter().map(|it| match term(it) {
        Term::Column(column) => Some(column),
        _ => None,
    });
    columns
        .collect::<Option<_>>()
        .map_or(Term::Unknown, Term::Filled)
}

fn function(name: &str, arguments: &[&Expr]) -> Option<Term> {
    let function = match name {
        "length" | "char_length" | "character_length" => Function::Characters,
        "octet_length" => Function::Bytes,
        "lower" => Function::Lower,
        "upper" => Function::Upper,
        "btrim" => Function::Trim,
        "jsonb_typeof" | "json_typeof" => Function::JsonType,
        "cardinality" | "array_length" | "jsonb_array_length" => Function::Elements,
        _ => return None,
    };
    let argument = term(arguments.first()?);
    // A second argument says which characters are trimmed, and which dimension is meant.
    let is_understood = arguments.len() == 1 || function == Function::Elements;
    is_understood.then(|| Term::Of(function, Box::new(argument)))
}

/// The pattern of `SIMILAR TO`, which the server prints as a call.
fn similar(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => similar(inner),
        Expr::Function(call) if call.name.to_string().ends_with("similar_to_escape") => {
            match term(arguments(&call.args).first()?) {
                Term::Literal(text) => Some(text),
                _ => None,
            }
        }
        _ => None,
    }
}

fn arguments(arguments: &FunctionArguments) -> Vec<&Expr> {
    let FunctionArguments::List(list) = arguments else {
        return Vec::new();
    };
    let arguments = list.args.iter().filter_map(|it| match it {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
        _ => None,
    });
    arguments.collect()
}

/// The elements of an array that is written out.
fn elements(array: &Expr) -> Option<&[Expr]> {
    match array {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => elements(inner),
        Expr::Array(array) => Some(&array.elem),
        _ => None,
    }
}

/// The same as terms; also of an array that is written as one text.
fn list(array: &Expr) -> Option<Vec<Term>> {
    if let Some(elements) = elements(array) {
        return Some(elements.iter().map(term).collect());
    }
    let Term::Literal(text) = term(array) else {
        return None;
    };
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let words = inner
        .split(',')
        .map(|word| word.trim_matches('"').to_owned());
    (!inner.contains('\\')).then(|| words.map(Term::Literal).collect())
}

fn not(rule: Rule) -> Rule {
    match rule {
        Rule::Not(inner) => *inner,
        rule => Rule::Not(Box::new(rule)),
    }
}
