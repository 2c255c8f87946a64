using System.Text.Json.Nodes;
using MayorsMechanism.Messaging.Bulk;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>A row to be judged.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Fields">What it states.</param>
/// <param name="Reason">Why it could not be read, if it could not.</param>
/// <param name="Promised">The id of the record that it creates, if the report has named one.</param>
/// <param name="IsReported">The report found its shape good, which does not change.</param>
sealed record RowToJudge(int Number, JsonObject Fields, string? Reason = null, Guid? Promised = null, bool IsReported = false);

/// <summary>What was found about a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Outcome">What becomes of it.</param>
sealed record Judged(RowToJudge Row, RowOutcome Outcome)
{
    /// <summary>The record that it changes or creates.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>The revision that the record had then: a change of one of its parts raises it as well.</summary>
    public int? RecordVersion { get; init; }

    public string[] Columns { get; init; } = [];
    public RowReason[] Reasons { get; init; } = [];
    public RowEvidence[] Evidence { get; init; } = [];
    public string[] Keys { get; init; } = [];

    /// <summary>Other records that the judgement rests on.</summary>
    public Guid[] Places { get; init; } = [];

    /// <summary>What is to be saved; null when nothing is.</summary>
    public BulkChange? Change { get; init; }

    /// <summary>Whether the report that somebody read said the same.</summary>
    public bool Says(ImportRow reported) => Places.ToHashSet().SetEquals(reported.Places) && reported.Outcome switch
    {
        // Of what is possibly a duplicate the report is read again only when it became a change of the record.
        RowOutcome.PossibleDuplicate => Outcome is RowOutcome.PossibleDuplicate or RowOutcome.Created,
        var outcome => Outcome == outcome && RecordId == reported.RecordId && RecordVersion == reported.RecordVersion && Columns.SequenceEqual(reported.Columns),
    };
}
