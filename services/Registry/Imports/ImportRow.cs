namespace MayorsMechanism.Registry.Imports;

public enum RowOutcome { Created, Changed, Unchanged, Rejected, PossibleDuplicate }

/// <summary>Why a row cannot be taken.</summary>
/// <param name="Column">The field, as the API names it; null when it is the row as a whole.</param>
/// <param name="Reason">A text reference.</param>
public sealed record RowReason(string? Column, string Reason);

/// <summary>What a row possibly repeats: a record that the uploader may read, or an earlier row of the file.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Row">The row.</param>
/// <param name="Name">Of the record.</param>
/// <param name="Because">same-name, similar-name, same-email, same-organisation (and a name that is not unlike), same-row.</param>
public sealed record RowEvidence(Guid? RecordId, int? Row, string? Name, string Because);

/// <summary>One row of an uploaded file, and what was found about it.</summary>
public sealed class ImportRow
{
    public required Guid ImportId { get; init; }

    /// <summary>1 for the first row after the heading; empty rows do not count.</summary>
    public required int Number { get; init; }

    public required RowOutcome Outcome { get; init; }

    /// <summary>What the row states, by field.</summary>
    public required string Fields { get; init; }

    /// <summary>The record that it changes, or the one that it creates.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>The revision of the record, which its parts raise too, when the row was compared with it.</summary>
    public int? RecordVersion { get; init; }

    /// <summary>Fields that change.</summary>
    public required string[] Columns { get; init; }

    public required RowReason[] Reasons { get; init; }
    public required RowEvidence[] Evidence { get; init; }

    /// <summary>Organisations in which it takes place: they must stay as they are while it is written.</summary>
    public required Guid[] Places { get; init; }

    /// <summary>What may name somebody in it: see <see cref="Imports.Mentions"/>.</summary>
    public required string[] Mentions { get; init; }

    /// <summary>What another new row must not say as well without being looked at.</summary>
    public required string[] Keys { get; init; }
}

/// <summary>A piece of an uploaded file, as it came.</summary>
public sealed class ImportChunk
{
    public required Guid ImportId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
    public required DateTimeOffset At { get; init; }
}
