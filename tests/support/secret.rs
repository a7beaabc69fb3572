//! A password that no output may show.

/// It has every character that means something in a URL, a shell or a `.env` file, and each of its
/// words stands in no other text.
pub const PASSWORD: &str =
    "Kestrel@Bramble/Gorse:Thistle#Heather?Foxglove%Sorrel&Yarrow='\"\\ $Tansy";

/// The same, percent-encoded as a URL holds it.
pub fn encoded() -> String {
    PASSWORD
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Panics if a text shows the password, whole or in part, as it is or encoded.
pub fn assert_unseen(text: &str, whose: &str) {
    // Each word of it is searched for by itself, so that no way of writing the rest hides it.
    let words: Vec<&str> = PASSWORD
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(words.len(), 9, "the password is made of words: {words:?}");
    let lower = text.to_lowercase();
    for word in words {
        assert!(
            !lower.contains(&word.to_lowercase()),
            "{whose} shows '{word}', a part of the password:\n{text}"
        );
    }
}
