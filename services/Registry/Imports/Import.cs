using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Imports;

public enum ImportKind { Organisations, People }

public enum ImportFormat { Csv, Json, JsonLines }

public enum ImportState
{
    /// <summary>Its file is coming in. Nobody is shown it yet, and it counts among the unfinished.</summary>
    Uploading,
    Uploaded, Checking, Checked, Committing, Committed, Failed, Cancelled,
}

/// <summary>What becomes of rows that possibly are of a record that is here already.</summary>
public enum DuplicateRows { Skip, Create }

/// <summary>A file of organisations or people on its way into the registry: uploaded, checked row by row, then committed as a whole or not at all.</summary>
public sealed class Import : Entity
{
    public ImportKind Kind { get; private set; }
    public ImportFormat Format { get; private set; }

    /// <summary>The file is kept as it came, packed if it was.</summary>
    public bool Gzip { get; private set; }

    /// <summary>The client's own names of columns, each <c>HEADING:field</c>.</summary>
    public string[] Map { get; private set; } = [];

    public long Bytes { get; private set; }

    /// <summary>Whose rights it is judged by: the network that uploaded it; null for the secretariat.</summary>
    public Guid? NetworkId { get; private set; }

    public DateTimeOffset UploadedAt { get; private set; }
    public ImportState State { get; private set; }

    /// <summary>Why it failed, was cancelled by the service, or is checked again: a <see cref="Text"/> reference.</summary>
    public string? Problem { get; private set; }

    /// <summary>Fields that the file has a column for, and its columns that mean nothing to us.</summary>
    public string[] Columns { get; private set; } = [];
    public string[] Ignored { get; private set; } = [];

    public int RowsRead { get; private set; }
    public int RowsCreated { get; private set; }
    public int RowsChanged { get; private set; }
    public int RowsUnchanged { get; private set; }
    public int RowsRejected { get; private set; }
    public int RowsPossibleDuplicate { get; private set; }

    /// <summary>How far the commit under way has come.</summary>
    public int RowsWritten { get; private set; }

    /// <summary>Who asked for the commit, and through which client: the author of every change it makes.</summary>
    public string? CommittedBy { get; private set; }
    public string? CommittedThrough { get; private set; }

    /// <summary>What the commit does with rows that possibly are duplicates.</summary>
    public DuplicateRows? Duplicates { get; private set; }

    /// <summary>When it reached a state that it does not leave.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Its file and its report were deleted.</summary>
    public bool Emptied { get; private set; }

    /// <summary>How often in a row somebody began to work on it and got nowhere.</summary>
    public int Attempts { get; private set; }

    public bool IsFinished => State is ImportState.Committed or ImportState.Failed or ImportState.Cancelled;

    Import() { }

    public Import(Guid id, ImportKind kind, ImportFormat format, bool gzip, string[] map, Caller caller, DateTimeOffset now)
    {
        (Id, Kind, Format, Gzip, Map) = (id, kind, format, gzip, map);
        (NetworkId, UploadedAt) = (caller.NetworkId, now);
    }

    /// <summary>The whole file is here.</summary>
    /// <exception cref="RuleViolation">Somebody was erased meanwhile, whom it may name.</exception>
    public void Arrive(long bytes)
    {
        if (State is not ImportState.Uploading) throw new RuleViolation("import-finished");
        (State, Bytes) = (ImportState.Uploaded, bytes);
    }

    /// <summary>From the first row, or from where an earlier try broke off.</summary>
    public void BeginChecking()
    {
        if (State is ImportState.Uploaded) State = ImportState.Checking;
    }

    public void Found(string[] columns, string[] ignored) => (Columns, Ignored) = (columns, ignored);

    public void EndChecking() => (State, Attempts) = (ImportState.Checked, 0);

    /// <exception cref="RuleViolation">It is not checked, nothing is left to do, or the caller has not said what is to become of doubtful rows.</exception>
    public void Commit(CommitImport how, string subject, string? client)
    {
        if (State is not ImportState.Checked) throw new RuleViolation(State is ImportState.Committing or ImportState.Committed ? "import-committed" : "import-not-checked");
        if (RowsRejected > 0 && how.SkipRejected is not true) throw new RuleViolation("import-has-rejected-rows", RowsRejected);
        if (RowsPossibleDuplicate > 0 && how.Duplicates is null) throw new RuleViolation("import-has-possible-duplicates", RowsPossibleDuplicate);
        (State, CommittedBy, CommittedThrough, Duplicates, RowsWritten, Problem) = (ImportState.Committing, subject, client, how.Duplicates, 0, null);
    }

    public void EndCommitting(int written, DateTimeOffset now) => (State, RowsWritten, FinishedAt, Attempts) = (ImportState.Committed, written, now, 0);

    /// <summary>Records changed since the report was made: it is made anew, and nobody commits what they have not seen.</summary>
    public void CheckAgain(string problem)
    {
        (State, Problem, Attempts, RowsWritten, Duplicates) = (ImportState.Checking, problem, 0, 0, null);
        (RowsRead, RowsCreated, RowsChanged, RowsUnchanged, RowsRejected, RowsPossibleDuplicate) = (0, 0, 0, 0, 0, 0);
    }

    public void Fail(string problem, DateTimeOffset now) => (State, Problem, FinishedAt) = (ImportState.Failed, problem, now);

    /// <exception cref="RuleViolation">It is being committed, or is finished.</exception>
    public void Cancel(DateTimeOffset now, string? problem = null)
    {
        if (State is ImportState.Committing) throw new RuleViolation("import-committed");
        if (IsFinished) throw new RuleViolation("import-finished");
        (State, FinishedAt, Problem) = (ImportState.Cancelled, now, problem);
    }

    public void Empty() => Emptied = true;
}
