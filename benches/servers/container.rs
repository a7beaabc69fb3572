//! Containers, where there is a Docker daemon and the image.

use std::io::{Write, stderr};
use std::time::Duration;

use criterion::{Criterion, SamplingMode};
use pgconform::connection::DatabaseUrl;
use pgconform::postgres::{Server, Source};
use pgconform::testing::Pool;
use testcontainers::ImageExt;
use testcontainers::runners::AsyncRunner;
use testcontainers_modules::postgres::Postgres;
use tokio::runtime::Runtime;

use super::{ends, first_query, rounds};

pub fn bench(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let source = runtime.block_on(Source::container(Pool::of_process().settings()));
    let ours = |source: &Source| {
        runtime.block_on(async {
            let server = Server::blank(source).await?;
            first_query(server.url()).await;
            Ok::<_, pgconform::postgres::Error>(server)
        })
    };
    // The first call derives the image.
    let source = match source.and_then(|source| ours(&source).map(|_| source)) {
        Ok(source) => source,
        Err(error) => {
            let _ = writeln!(stderr(), "no containers are measured: {error}");
            return;
        }
    };
    let Source::Container(docker) = &source else {
        unreachable!("it was asked for by name");
    };
    let mut group = criterion.benchmark_group("container");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.measurement_time(Duration::from_secs(8));
    let settle = |server| {
        drop(server);
        // The removal goes on behind our back, and is not to slow the next start down.
        std::thread::sleep(Duration::from_millis(600));
    };
    group.bench_function("initialised image", |bencher| {
        let server = || ours(&source).expect("a server");
        bencher.iter_custom(|count| rounds(count, server, settle));
    });
    group.bench_function("end of a server", |bencher| {
        let server = || ours(&source).expect("a server");
        bencher.iter_custom(|count| ends(count, server));
    });
    group.bench_function("testcontainers' own start", |bencher| {
        let theirs = || {
            runtime.block_on(async {
                let (name, tag) = docker.image().rsplit_once(':').expect("an image has a tag");
                let container = Postgres::default().with_name(name).with_tag(tag);
                let container = container.start().await.expect("a container");
                let port = container.get_host_port_ipv4(5432).await.expect("a port");
                let url = format!("postgresql://postgres:postgres@127.0.0.1:{port}/postgres");
                let url: DatabaseUrl = url.parse().expect("a URL");
                first_query(&url).await;
                container
            })
        };
        let remove = |container: testcontainers::ContainerAsync<Postgres>| {
            runtime.block_on(container.rm()).expect("it is removed");
        };
        bencher.iter_custom(|count| rounds(count, theirs, remove));
    });
    group.finish();
}
