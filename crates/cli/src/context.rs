//! What every command has at hand: the language, the format, the registry's place, and where to
//! write.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiceng_core::log::LogError;
use jiceng_core::{Error, ErrorKind, KeySource, LockedView, RebuildProgress, Registry, RegistryKey, backups};

use crate::Lang;
use crate::failure::Failure;
use crate::output;
use crate::table::Grid;
use crate::texts;

/// Work shows its progress from here on.
const PATIENCE: Duration = Duration::from_secs(1);

/// So long a command that records waits for another program to be done.
const WAITS: Duration = Duration::from_secs(2);
/// How often it looks.
const LOOKS: Duration = Duration::from_millis(20);

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for people.
    Table,
    /// JSON for programs.
    Json,
    /// CSV for spreadsheets.
    Csv,
}

/// What the surroundings are like.
pub struct Surroundings<'a> {
    /// The answer goes here.
    pub out: &'a mut dyn Write,
    /// Messages go here.
    pub err: &'a mut dyn Write,
    /// Whether the answer is looked at in a terminal.
    pub out_is_terminal: bool,
    /// Whether messages are looked at in a terminal.
    pub err_is_terminal: bool,
    /// The locale, as `LC_ALL`, `LC_MESSAGES` or `LANG` give it.
    pub locale: String,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
    /// The registry key, as `JICENG_KEY` gives it.
    pub registry_key: Option<String>,
}

/// What every command has at hand.
pub struct Context<'a, 'b> {
    /// Where to write.
    pub io: &'a mut Surroundings<'b>,
    /// The language of messages.
    pub lang: Lang,
    /// The format of the answer.
    pub format: Format,
    /// The registry's directory.
    pub data: PathBuf,
    /// The file of the registry key, where one was named.
    pub key_file: Option<PathBuf>,
    /// Whether somebody has looked at the clock.
    pub clock_is_right: bool,
}

impl Context<'_, '_> {
    /// Writes a line of the answer.
    pub fn say(&mut self, line: &str) -> Result<(), Failure> {
        Ok(writeln!(self.io.out, "{}", texts::shown(line))?)
    }

    /// Writes a line beside the answer.
    pub fn note(&mut self, line: &str) -> Result<(), Failure> {
        Ok(writeln!(self.io.err, "{}", texts::shown(line))?)
    }

    /// Writes the answer as JSON.
    pub fn json(&mut self, value: &impl serde::Serialize) -> Result<(), Failure> {
        Ok(output::json(&mut *self.io.out, value)?)
    }

    /// Writes an answer: as JSON, as CSV, or as a table below the lines that stand above it.
    pub(crate) fn answer(
        &mut self,
        answer: &impl serde::Serialize,
        above: impl FnOnce(Lang) -> Vec<String>,
        grid: impl FnOnce(Lang) -> Grid,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => self.json(answer),
            Format::Csv => grid(self.lang).write_csv(self),
            Format::Table => {
                self.say_all(&above(self.lang))?;
                grid(self.lang).write_table(self)
            }
        }
    }

    /// Writes lines of the answer.
    pub(crate) fn say_all<L: AsRef<str>>(&mut self, lines: &[L]) -> Result<(), Failure> {
        lines.iter().try_for_each(|line| self.say(line.as_ref()))
    }

    /// Whether the answer may be coloured.
    pub fn is_colored(&self) -> bool {
        self.io.out_is_terminal && !self.io.no_color
    }

    /// Where the registry key is: in the file that was named, else in `JICENG_KEY`, else in the
    /// registry's directory.
    pub fn key(&self) -> Result<KeySource, Failure> {
        if let Some(file) = &self.key_file {
            return Ok(KeySource::File(file.clone()));
        }
        match self.io.registry_key.as_deref().filter(|text| !text.trim().is_empty()) {
            Some(text) => Ok(KeySource::Given(RegistryKey::parse(text)?)),
            None => Ok(KeySource::Inside),
        }
    }

    /// Opens the registry, and says what had to be mended. Where another program has it, waits some
    /// moments for it.
    pub fn open(&mut self) -> Result<Registry, Failure> {
        let begun = Instant::now();
        loop {
            match self.open_now() {
                Err(Failure::Registry(Error::Log(LogError::InUse { .. }))) if begun.elapsed() < WAITS => {
                    thread::sleep(LOOKS);
                }
                opened => return opened,
            }
        }
    }

    fn open_now(&mut self) -> Result<Registry, Failure> {
        let key = self.key()?;
        let mut meter = self.meter();
        let registry =
            Registry::open_with(&self.data, &key, &mut |RebuildProgress { done, total }| meter.tick(done, total))?;
        meter.finish();
        if self.clock_is_right {
            registry.trust_clock();
        }
        for line in texts::recovery::lines(self.lang, registry.recovered()) {
            self.note(&line)?;
        }
        self.note_keys(&registry)?;
        if let Some(error) = &registry.opened_from().not_written {
            self.note(&texts::snapshots::not_written(self.lang, error))?;
        }
        Ok(registry)
    }

    /// Opens the registry to ask it: without its lock, and without writing. Where it goes on behind
    /// what is shown, says as of which position that is. A log that has to be mended first, or
    /// is of the first days and has no journal yet, is opened to write.
    pub fn open_to_ask(&mut self) -> Result<Registry, Failure> {
        match self.open_to_read() {
            Err(Failure::Registry(unread)) if matches!(unread.kind(), ErrorKind::Corrupt | ErrorKind::NoRegistry) => {
                match self.open_now() {
                    Err(Failure::Registry(error)) if is_out_of_reach(&error) => Err(unread.into()),
                    mended => mended,
                }
            }
            opened => opened,
        }
    }

    /// Opens the registry to check it: all of it, or what can be read of it where it cannot be
    /// written to.
    pub fn open_to_check(&mut self) -> Result<Registry, Failure> {
        match self.open() {
            Err(Failure::Registry(error)) if is_refused(&error) => {
                let registry = self.open_to_read()?;
                self.note(texts::recovery::journal_alone(self.lang))?;
                Ok(registry)
            }
            opened => opened,
        }
    }

    fn open_to_read(&mut self) -> Result<Registry, Failure> {
        let key = self.key()?;
        let mut meter = self.meter();
        let registry =
            Registry::open_to_read(&self.data, &key, &mut |RebuildProgress { done, total }| meter.tick(done, total))?;
        meter.finish();
        if registry.opened_from().is_written {
            self.note(&texts::recovery::only_read(self.lang, registry.head()?))?;
        }
        self.note_keys(&registry)?;
        Ok(registry)
    }

    /// Opens the registry for what is to be evidence: it rests on the log alone, whatever a
    /// snapshot says.
    pub fn open_as_evidence(&mut self) -> Result<Registry, Failure> {
        let registry = self.open_to_ask()?;
        self.rest_on_log(&registry)?;
        Ok(registry)
    }

    /// Makes sure that the registry rests on the log alone.
    pub fn rest_on_log(&mut self, registry: &Registry) -> Result<(), Failure> {
        let mut meter = self.meter();
        registry.rest_on_log(&mut |RebuildProgress { done, total }| meter.tick(done, total))?;
        meter.finish();
        Ok(())
    }

    /// Says what is wrong with the keys of names, as far as it shows without opening each, and what
    /// was destroyed for it.
    pub fn note_keys(&mut self, registry: &Registry) -> Result<(), Failure> {
        let dropped = registry.key_state()?.dropped;
        let damage = texts::names::not_whole(self.lang, &registry.names_held()?);
        let dropped = (dropped > 0).then(|| texts::names::dropped(self.lang, dropped));
        let list = backups::list(&self.data)?;
        let unread = list.is_unread.then(|| texts::names::backups_unread(self.lang).to_owned());
        let dropped = dropped.into_iter().chain(unread);
        damage.into_iter().chain(dropped).try_for_each(|line| self.note(&line))
    }

    /// Mends the log unless somebody has it open, and says what had to be mended: for commands that
    /// read its journal alone.
    pub fn mend(&mut self) -> Result<(), Failure> {
        let journal = jiceng_core::read_journal(&self.data)?;
        for line in texts::recovery::lines(self.lang, journal.recovered()) {
            self.note(&line)?;
        }
        Ok(())
    }

    /// Writes a snapshot where much was recorded, and says why not where it cannot be: nothing else
    /// is wrong then.
    pub fn snapshot_if_due(&mut self, registry: &Registry) -> Result<(), Failure> {
        match registry.snapshot_if_due() {
            Ok(_) => Ok(()),
            Err(error) => self.note(&texts::snapshots::not_written(self.lang, &error)),
        }
    }

    /// Says why names are not shown, where there are names and they are not.
    pub fn note_names(&mut self, view: &LockedView) -> Result<(), Failure> {
        match view.key_problem() {
            Some(problem) if view.facts().persons.iter().next().is_some() => {
                let text = texts::names::not_shown(self.lang, problem);
                self.note(&text)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A progress bar that shows itself when the work takes over a second.
    pub fn meter(&self) -> Meter {
        Meter { begun: Instant::now(), is_shown: self.io.err_is_terminal, bar: None, looked_at: 0 }
    }

    /// A file of the file system, for messages.
    pub fn file_failure(action: &'static str, path: &Path, source: io::Error) -> Failure {
        Failure::File { action, path: path.to_owned(), source }
    }
}

/// A progress bar that may never show itself.
pub struct Meter {
    begun: Instant,
    is_shown: bool,
    bar: Option<ProgressBar>,
    looked_at: u64,
}

impl Meter {
    /// Says how far the work has come.
    pub fn tick(&mut self, done: u64, total: u64) {
        // The clock is not looked at for every row.
        if !self.is_shown || done < self.looked_at + 256 {
            return;
        }
        self.looked_at = done;
        if self.bar.is_none() && self.begun.elapsed() >= PATIENCE {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}");
            self.bar = Some(style.map(|style| bar.clone().with_style(style)).unwrap_or(bar));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Removes the bar.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// Whether the system takes no writing where the registry is.
fn is_refused(error: &Error) -> bool {
    let (Error::Log(LogError::Io { source, .. }) | Error::Io { source, .. }) = error else { return false };
    matches!(source.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}

/// Whether a registry can be read at most: another program has it, or the system takes no writing.
fn is_out_of_reach(error: &Error) -> bool {
    error.kind() == ErrorKind::Busy || is_refused(error)
}
