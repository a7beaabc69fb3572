//! What the library offers is listed in `docs/public-api.txt`, so that no name changes without a word.
//!
//! The list is read from the sources: every public item that is not hidden from the documentation, with its public functions,
//! fields and variants.

use std::fs;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, Type, Visibility};

use crate::support::approved;

/// Where the items stand that the crate shows, and those of them that it does, where that isn't all.
const SHOWN: &[(&str, &[&str])] = &[
    ("src/lib.rs", &[]),
    ("src/testing", &[]),
    ("src/catalog/mod.rs", &["Catalog", "Facts", "Identity"]),
    ("src/catalog/diff.rs", &["Change", "Difference", "diff"]),
    ("src/connection/url.rs", &["DatabaseUrl"]),
    ("src/model", &[]),
];

#[test]
fn the_public_names_are_those_that_were_approved() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut list = String::new();
    for (place, only) in SHOWN {
        for file in sources(&root.join(place)) {
            let text = fs::read_to_string(&file).expect("a readable source");
            let items = listed(&text, only);
            if !items.is_empty() {
                let name = file.strip_prefix(root).expect("it is in the crate");
                list += &format!("{}\n{}\n", name.display(), items.concat());
            }
        }
    }
    approved(root.join("docs/public-api.txt"), list.trim_end());
}

#[test]
fn what_is_hidden_private_or_of_a_private_type_is_not_listed() {
    let source = "
        pub struct Shown { pub field: u8, other: u8 }
        #[doc(hidden)] pub struct Hidden;
        struct Private;
        impl Shown { pub fn shown(&self) -> u8 { 0 } fn private(&self) {} #[doc(hidden)] pub fn hidden() {} }
        impl Private { pub fn of_private() {} }
        pub(crate) fn inner() {}
    ";
    let list = "  struct Shown\n    field: u8\n    fn shown(&self) -> u8\n";
    assert_eq!(listed(source, &[]).concat(), list);
}

/// The file itself, or those of a folder.
fn sources(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place).expect("a readable folder");
    let paths = entries.map(|entry| entry.expect("a readable entry").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect();
    files.sort();
    files
}

/// The public items of a source, each with the lines of what is public of it.
fn listed(source: &str, only: &[&str]) -> Vec<String> {
    let file = syn::parse_file(source).expect("a source that compiles");
    let items = file.items.iter();
    let shown = items.filter_map(|item| {
        let (name, lines) = described(item)?;
        let is_shown = only.is_empty() || only.contains(&name.as_str());
        let functions = file.items.iter().flat_map(|it| functions_of(it, &name));
        is_shown.then(|| lines + &functions.collect::<String>())
    });
    shown.collect()
}

/// The name of a public item, and its lines without those of its functions.
fn described(item: &Item) -> Option<(String, String)> {
    let (visibility, attributes, name) = match item {
        Item::Enum(it) => (&it.vis, &it.attrs, it.ident.to_string()),
        Item::Fn(it) => (&it.vis, &it.attrs, it.sig.ident.to_string()),
        Item::Struct(it) => (&it.vis, &it.attrs, it.ident.to_string()),
        Item::Trait(it) => (&it.vis, &it.attrs, it.ident.to_string()),
        Item::Type(it) => (&it.vis, &it.attrs, it.ident.to_string()),
        Item::Mod(it) => (&it.vis, &it.attrs, it.ident.to_string()),
        Item::Use(it) => (&it.vis, &it.attrs, tidy(&it.tree)),
        _ => return None,
    };
    if !is_public(visibility, attributes) {
        return None;
    }
    let mut lines = match item {
        Item::Enum(_) => format!("  enum {name}\n"),
        Item::Struct(_) => format!("  struct {name}\n"),
        Item::Trait(it) => format!("  trait {name}: {}\n", tidy(&it.supertraits)),
        Item::Type(it) => format!("  type {name} = {}\n", tidy(&it.ty)),
        Item::Fn(it) => format!("  {}\n", tidy(&it.sig)),
        Item::Mod(_) => format!("  mod {name}\n"),
        _ => format!("  use {name}\n"),
    };
    if attributes
        .iter()
        .any(|it| it.path().is_ident("non_exhaustive"))
    {
        lines.insert_str(1, " #[non_exhaustive]");
    }
    match item {
        Item::Enum(it) => lines.extend(it.variants.iter().map(|it| {
            let fields = tidy(&it.fields);
            format!("    {}{fields}\n", it.ident)
        })),
        Item::Struct(it) => lines += &fields(&it.fields),
        Item::Trait(it) => lines.extend(it.items.iter().filter_map(|it| match it {
            syn::TraitItem::Fn(it) => Some(format!("    {}\n", tidy(&it.sig))),
            _ => None,
        })),
        _ => {}
    }
    Some((name, lines))
}

fn fields(fields: &Fields) -> String {
    let public = fields.iter().filter(|it| is_public(&it.vis, &it.attrs));
    let line = |field: &syn::Field| {
        let name = field.ident.as_ref().map(|name| format!("{name}: "));
        format!("    {}{}\n", name.unwrap_or_default(), tidy(&field.ty))
    };
    public.map(line).collect()
}

/// The public functions that an item gives to a type.
fn functions_of(item: &Item, name: &str) -> Vec<String> {
    let Item::Impl(ItemImpl {
        trait_: None,
        self_ty,
        items,
        ..
    }) = item
    else {
        return Vec::new();
    };
    let is_its = matches!(&**self_ty, Type::Path(it) if it.path.is_ident(name));
    let functions = items.iter().filter_map(|it| match it {
        ImplItem::Fn(it) if is_its && is_public(&it.vis, &it.attrs) => {
            Some(format!("    {}\n", tidy(&it.sig)))
        }
        _ => None,
    });
    functions.collect()
}

fn is_public(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    let is_hidden = |it: &Attribute| {
        it.path().is_ident("doc") && it.meta.to_token_stream().to_string().contains("hidden")
    };
    matches!(visibility, Visibility::Public(_)) && !attributes.iter().any(is_hidden)
}

/// Tokens as people write them, on one line.
fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, plain) in [
        (" ,", ","),
        (" :", ":"),
        (": :", "::"),
        (":: ", "::"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("-> ", "->"),
        ("->", " -> "),
    ] {
        text = text.replace(spaced, plain);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
