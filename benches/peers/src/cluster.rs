//! A PostgreSQL server of its own: in a directory of its own, on a unix socket, gone when it is
//! dropped.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// Settings that make bulk loading and large sorts as quick as they are for who knows the server.
const SETTINGS: [&str; 6] = [
    "listen_addresses=''",
    "shared_buffers=1GB",
    "work_mem=512MB",
    "maintenance_work_mem=512MB",
    "max_wal_size=4GB",
    "max_parallel_workers_per_gather=2",
];

/// A server that runs.
pub struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    owner: Option<(u32, u32)>,
}

impl Cluster {
    /// Makes one and starts it. PostgreSQL does not run as root, so it then runs as the user
    /// `postgres`, or `nobody`.
    pub fn start(dir: &Path) -> Result<Self> {
        let programs = programs()?;
        let owner = if fs::metadata("/proc/self")?.uid() == 0 { Some(unprivileged()?) } else { None };
        let socket = std::env::temp_dir().join(format!("jiceng-peers-{}", std::process::id()));
        let cluster = Self { programs, data: dir.join("data"), socket, owner };
        for dir in [&cluster.data, &cluster.socket] {
            fs::create_dir_all(dir)?;
            fs::set_permissions(dir, Permissions::from_mode(0o700))?;
            if let Some((user, group)) = owner {
                chown(dir, Some(user), Some(group))?;
            }
        }
        let data = cluster.data.display().to_string();
        let initdb = ["-D", &data, "-U", "peers", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"];
        cluster.run("initdb", &initdb)?;
        let socket = format!("-k '{}'", cluster.socket.display());
        let settings = SETTINGS.iter().map(|setting| format!(" -c {setting}")).collect::<String>();
        let log = cluster.data.join("server.log").display().to_string();
        cluster.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-o", &(socket + &settings), "start"])?;
        Ok(cluster)
    }

    /// Where a client finds it.
    pub fn url(&self) -> String {
        format!("postgresql://peers@localhost/postgres?host={}", self.socket.display())
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        let status = command.status()?;
        if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}").into()) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        if let Err(error) = self.run("pg_ctl", &["-D", &data, "-m", "fast", "-w", "stop"]) {
            eprintln!("the server in {data} is still there: {error}");
        }
        for dir in [&self.data, &self.socket] {
            if let Err(error) = fs::remove_dir_all(dir) {
                eprintln!("{}: {error}", dir.display());
            }
        }
    }
}

/// The directory of the server's programs: `PG_BIN`, or that of the newest version that Debian has
/// installed.
fn programs() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("PG_BIN") {
        return Ok(dir.into());
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut dirs: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    dirs.retain(|dir| dir.join("initdb").exists());
    dirs.sort();
    dirs.pop().ok_or_else(|| "no PostgreSQL: apt-get install postgresql-15, or name its programs with PG_BIN".into())
}

/// The number of a user and of its group who may do little.
fn unprivileged() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let found = ["postgres", "nobody"].into_iter().find_map(|name| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    found.ok_or_else(|| "there is neither a user postgres nor nobody".into())
}
