//! An image that holds an initialised cluster, derived once from the base image.
//!
//! From call to first query, a container that has to run initdb took 975 ms here, one of a derived
//! image 306 ms.

use std::collections::HashMap;

use testcontainers::bollard::models::{ContainerConfig, ImageConfig};
use testcontainers::bollard::query_parameters::{
    CommitContainerOptionsBuilder, ListImagesOptionsBuilder, RemoveImageOptions,
};
use testcontainers::{ContainerRequest, ImageExt, bollard};
use testcontainers_modules::postgres::Postgres;

use super::daemon::{Docker, client, request};
use super::secret;
use super::server::{ContainerServer, START_LIMIT};
use crate::postgres::password::Password;
use crate::postgres::run_directory::RunDirectory;
use crate::postgres::{Error, cache, note};

/// The labels of a derived image: the name and the id of the image it was made of, the cache with its
/// password, and which password that was.
const BASE_NAME: &str = "dev.pgconform.base-name";
const BASE_ID: &str = "dev.pgconform.base-id";
const CACHE: &str = "dev.pgconform.cache";
const PASSWORD: &str = "dev.pgconform.password";

const REPOSITORY: &str = "pgconform-initialised";
/// Where no image declares a volume: what is in a volume does not become part of an image.
const DATA: &str = "/var/lib/pgconform/data";
/// A file of the image is copied whole when it is first written to, so a segment is small.
/// Without a word about sessions from within the container, images trust them, and the socket that we share is one.
const INITDB: &str = "--auth=scram-sha-256 --wal-segsize=1 --no-sync";
/// What is said to have been tried when the daemon refuses.
const DERIVE: &str = "derive an image from";
/// To be raised when what follows makes another image of the same base.
const REVISION: &str = "2";

/// What containers are started from.
#[derive(Debug)]
pub(super) struct Template {
    pub image: String,
    /// The password of the cluster in it; `None` where each container makes its own.
    pub secret: Option<Password>,
}

/// The image to start containers from: the derived one, or the base image, which makes its cluster
/// at every start, where none can be derived.
pub(super) async fn or_base(docker: &Docker) -> Result<&Template, Error> {
    docker
        .template
        .get_or_try_init(async || {
            docker
                .ensure_image()
                .await
                .map_err(|why| docker.failed("start", &why))?;
            match derived(docker).await {
                Err(error @ (Error::Io { .. } | Error::Container { doing: DERIVE, .. })) => {
                    note::say(&format!(
                        "each container runs initdb, which takes up to a second: {error}"
                    ));
                    Ok(Template {
                        image: docker.image().to_owned(),
                        secret: None,
                    })
                }
                // A server that does not start from the base image now will not do so later.
                derived_or_error => derived_or_error,
            }
        })
        .await
}

/// The derived image. It is built if it is not there; others who ask meanwhile wait.
async fn derived(docker: &Docker) -> Result<Template, Error> {
    let client = client()
        .await
        .map_err(|error| docker.failed(DERIVE, &error))?;
    let base = client
        .inspect_image(docker.image())
        .await
        .map_err(|error| docker.failed(DERIVE, &error))?;
    let base_id = base.id.unwrap_or_default();
    let folder = cache::closed_folder(docker.settings(), "images")?;
    let secret = secret::of(&folder)?;
    let password = cache::fingerprint(&[secret.reveal()], 8);
    let initdb = INITDB.to_owned() + &docker.initdb();
    let key = cache::fingerprint(&[REVISION, &base_id, DATA, &initdb, &password], 8);
    let name = format!("{REPOSITORY}:{key}");
    let template = Template {
        image: name.clone(),
        secret: Some(secret.clone()),
    };
    if client.inspect_image(&name).await.is_ok() {
        return Ok(template);
    }
    let _lock = cache::lock(&folder, &key)?;
    if client.inspect_image(&name).await.is_ok() {
        return Ok(template);
    }
    note::say(&format!(
        "deriving the image {name} from {}",
        docker.image()
    ));
    let owner = RunDirectory::get(docker.settings())?.owner();
    let machine = owner.split(':').next().unwrap_or_default();
    let cache = cache::fingerprint(&[machine, &folder.to_string_lossy()], 8);
    sweep(&client, &cache, &password).await;

    let request = || cluster_request(docker.image(), base.config.clone(), (&secret, &initdb));
    let mut server = ContainerServer::start_by_port(docker, request, &secret).await?;
    server.open_base(START_LIMIT).await?;
    server.stop().await?;
    // The container's password is not to stay in the image.
    let changes = format!(
        "ENV POSTGRES_PASSWORD=\"\"\n\
         LABEL \"{BASE_NAME}\"=\"{}\" \"{BASE_ID}\"=\"{base_id}\" \"{CACHE}\"=\"{cache}\" \"{PASSWORD}\"=\"{password}\"",
        docker.image()
    );
    let options = CommitContainerOptionsBuilder::new()
        .container(server.id())
        .repo(REPOSITORY)
        .tag(&key)
        .changes(&changes)
        .build();
    client
        .commit_container(options, ContainerConfig::default())
        .await
        .map_err(|error| docker.failed(DERIVE, &error))?;
    Ok(template)
}

/// A container whose cluster stands outside every volume. An image that has seen to that itself
/// keeps its place, and what may be there already.
fn cluster_request(
    image: &str,
    config: Option<ImageConfig>,
    (password, initdb): (&Password, &str),
) -> ContainerRequest<Postgres> {
    let config = config.unwrap_or_default();
    let variables = config.env.unwrap_or_default();
    let value = |name: &str| {
        variables
            .iter()
            .find_map(|variable| variable.strip_prefix(name)?.strip_prefix('='))
    };
    let volumes = config.volumes.unwrap_or_default();
    let is_kept = |data: &str| !volumes.iter().any(|volume| is_within(data, volume));
    let data = value("PGDATA").filter(|data| is_kept(data)).unwrap_or(DATA);
    let initdb = format!("{} {initdb}", value("POSTGRES_INITDB_ARGS").unwrap_or(""));
    request(image, password)
        .with_env_var("PGDATA", data)
        .with_env_var("POSTGRES_INITDB_ARGS", initdb.trim())
}

fn is_within(path: &str, folder: &str) -> bool {
    std::path::Path::new(path).starts_with(folder)
}

/// Removes the derived images whose base image is gone, or is another one by now, and those of this cache whose
/// password is lost.
async fn sweep(client: &bollard::Docker, cache: &str, password: &str) {
    let filters = HashMap::from([("label", vec![BASE_ID])]);
    let options = ListImagesOptionsBuilder::new().filters(&filters).build();
    for image in client
        .list_images(Some(options))
        .await
        .into_iter()
        .flatten()
    {
        let base = image.labels.get(BASE_NAME).map_or("", String::as_str);
        let current = client.inspect_image(base).await.ok().and_then(|it| it.id);
        let is_lost = image.labels.get(CACHE).is_some_and(|it| it == cache)
            && image.labels.get(PASSWORD).is_none_or(|it| it != password);
        if is_lost || current.as_ref() != image.labels.get(BASE_ID) {
            // A container that still runs from it keeps it; the next sweep comes.
            let _ = client
                .remove_image(&image.id, None::<RemoveImageOptions>, None)
                .await;
        }
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    /// What a container that makes the cluster is told of these two variables.
    fn told(variables: &[&str], volumes: &[&str]) -> [String; 2] {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let config = ImageConfig {
            env: Some(owned(variables)),
            volumes: Some(owned(volumes)),
            ..ImageConfig::default()
        };
        let password = Password::random().expect("there is randomness");
        let request = cluster_request("postgres:16", Some(config), (&password, INITDB));
        ["PGDATA", "POSTGRES_INITDB_ARGS"].map(|name| {
            let mut variables = request.env_vars();
            let found = variables.find_map(|(key, value)| (key == name).then(|| value.to_string()));
            found.unwrap_or_default()
        })
    }

    #[test]
    fn a_cluster_in_a_volume_is_made_elsewhere() {
        let [data, _] = told(
            &["PGDATA=/var/lib/postgresql/18/docker"],
            &["/var/lib/postgresql"],
        );
        assert_eq!(data, DATA);
    }

    #[test]
    fn a_cluster_outside_every_volume_stays_where_it_is() {
        let [data, _] = told(
            &["PGDATA=/srv/cluster"],
            &["/var/lib/postgresql/data", "/srv/c"],
        );
        assert_eq!(data, "/srv/cluster");
    }

    #[test]
    fn an_image_that_says_nothing_gets_a_place() {
        let [data, initdb] = told(&[], &[]);
        assert_eq!(data, DATA);
        assert_eq!(initdb, INITDB);
    }

    #[test]
    fn an_image_keeps_its_own_wishes_for_initdb() {
        let [_, initdb] = told(&["POSTGRES_INITDB_ARGS=--locale=de_DE"], &[]);
        assert_eq!(initdb, format!("--locale=de_DE {INITDB}"));
    }
}
