//! Removes what killed runs left with the Docker daemon.

use std::collections::HashMap;

use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{
    ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};

use crate::postgres::run_directory::{LABEL, RunDirectory};
use crate::settings::Settings;

/// Removes the containers of runs on this machine that are over.
pub(super) async fn sweep(client: &Docker, settings: &Settings) {
    let Ok(run) = RunDirectory::get(settings) else {
        return;
    };
    let filters = HashMap::from([("label", vec![LABEL])]);
    let options = ListContainersOptionsBuilder::new()
        .all(true)
        .filters(&filters)
        .build();
    let containers = client.list_containers(Some(options)).await;
    for container in containers.into_iter().flatten() {
        let labels = container.labels.unwrap_or_default();
        let is_over = labels.get(LABEL).is_some_and(|owner| run.is_over(owner));
        if let (Some(id), true) = (container.id, is_over) {
            let options = RemoveContainerOptionsBuilder::new()
                .force(true)
                .v(true)
                .build();
            // Whoever sweeps at the same time may have been quicker.
            let _ = client.remove_container(&id, Some(options)).await;
        }
    }
}
