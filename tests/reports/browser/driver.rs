//! A browser without a window, moved through chromedriver: as much of the `WebDriver` protocol as these tests need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// What it says: it would end when nobody could hear it.
    _said: BufReader<ChildStdout>,
}

impl Browser {
    /// On the page in this file.
    pub fn on(file: &Path) -> Self {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = driver.expect("chromedriver is installed");
        let mut said = BufReader::new(driver.stdout.take().expect("it is piped"));
        // Its first lines say on which port it listens.
        let port = said
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            });
        let mut browser = Self {
            driver,
            port: port.expect("it says where it listens"),
            session: String::new(),
            _said: said,
        };
        let arguments = ["--headless=new", "--no-sandbox", "--window-size=1280,900"];
        let created = browser.post(
            "/session",
            &json!({ "capabilities": { "alwaysMatch": {
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "browser": "ALL" },
            } } }),
        );
        let session = created["sessionId"].as_str().expect("a session");
        browser.session = format!("/session/{session}");
        let url = format!("file://{}", file.display());
        browser.post(&format!("{}/url", browser.session), &json!({ "url": url }));
        browser
    }

    /// What a function of this body returns in the page; a promise is waited for.
    pub fn run(&self, script: &str) -> Value {
        let path = format!("{}/execute/sync", self.session);
        self.post(&path, &json!({ "script": script, "args": [] }))
    }

    /// What was said on the console, but for what is only information.
    pub fn console(&self) -> Vec<String> {
        let said = self.post(
            &format!("{}/se/log", self.session),
            &json!({ "type": "browser" }),
        );
        let said = said.as_array().cloned().unwrap_or_default();
        let lines = said.iter().filter(|it| it["level"] != "INFO");
        lines.map(|it| it["message"].to_string()).collect()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("it reads");
        let answer = body_of(stream);
        let answer: Value = serde_json::from_slice(&answer).expect("it is JSON");
        assert!(answer["value"]["error"].is_null(), "{path}: {answer}");
        answer["value"].clone()
    }
}

/// The body of an answer. The driver keeps its connections open, so that only its head says how long it is.
fn body_of(stream: TcpStream) -> Vec<u8> {
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line).expect("it answers");
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a number");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body).expect("all of it comes");
    body
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let quit = format!(
                "DELETE {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                self.session
            );
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let _ = stream.write_all(quit.as_bytes());
                body_of(stream);
            }
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
