using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Mvc;

namespace MayorsMechanism.Registry.Imports;

/// <summary>What the uploaded file is.</summary>
/// <param name="Kind">organisations or people.</param>
/// <param name="Map">Your own headings, each as HEADING:field; HEADING: alone passes a column over. May be repeated.</param>
public sealed record UploadOptions(Word<ImportKind> Kind, [FromQuery] string[]? Map);

/// <summary>What becomes of rows that the report does not simply accept.</summary>
/// <param name="SkipRejected">True to commit the other rows although some were rejected.</param>
/// <param name="Duplicates">skip or create: what becomes of rows that possibly are of a record that is here already. They are never merged.</param>
public sealed record CommitImport(bool? SkipRejected = null, DuplicateRows? Duplicates = null)
{
    public static CommitImport Example => new(true, DuplicateRows.Skip);
}

/// <summary>How far an import has come.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Rises with each step; name it in If-Match.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="State">uploaded, checking, checked, committing; committed, failed or cancelled when it is over.</param>
/// <param name="Problem">Why it failed, was cancelled, or is checked again.</param>
/// <param name="Bytes">Size of the file as it was uploaded.</param>
/// <param name="Columns">Fields that the file has a column for.</param>
/// <param name="IgnoredColumns">Columns that mean nothing to us: map them, if they should.</param>
/// <param name="Rows">Rows by what becomes of them.</param>
/// <param name="UploadedAt">When it was uploaded.</param>
/// <param name="FinishedAt">When it was over.</param>
/// <param name="ReportKept">Whether the report, row by row, is still there.</param>
public sealed record ImportResponse(
    Guid Id, int Version, ImportKind Kind, ImportFormat Format, ImportState State, ImportProblem? Problem, long Bytes, string[] Columns,
    string[] IgnoredColumns, ImportCounts Rows, DateTimeOffset UploadedAt, DateTimeOffset? FinishedAt, bool ReportKept) : IVersioned
{
    public static ImportResponse Of(Import i, Text text, string language) => new(
        i.Id, i.Version, i.Kind, i.Format, i.State, i.Problem is null ? null : ImportProblem.Of(i.Problem, text, language), i.Bytes, i.Columns, i.Ignored,
        new(i.RowsRead, i.RowsCreated, i.RowsChanged, i.RowsUnchanged, i.RowsRejected, i.RowsPossibleDuplicate, i.RowsWritten),
        i.UploadedAt, i.FinishedAt, !i.Emptied);
}

/// <summary>A stable code, and what it says in the caller's language.</summary>
public sealed record ImportProblem(string Code, string Text)
{
    public static ImportProblem Of(string reference, Text text, string language) => new(reference.Split('|')[0], text.SayReference(language, reference));
}

/// <summary>Rows by outcome, so far, and how many are written of a commit under way.</summary>
public sealed record ImportCounts(int Read, int Created, int Changed, int Unchanged, int Rejected, int PossibleDuplicate, int Written);

/// <summary>A line of the report.</summary>
/// <param name="Row">The row's number: 1 for the first after the heading; empty rows do not count.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="RecordId">The record that it changes, or the id that the record it creates has after the commit.</param>
/// <param name="Columns">Fields that change.</param>
/// <param name="Reasons">Why it is rejected.</param>
/// <param name="PossiblyOf">Records that you may read, and earlier rows, that it possibly repeats.</param>
public sealed record ImportRowResponse(
    int Row, RowOutcome Outcome, Guid? RecordId, string[] Columns, IReadOnlyList<ImportReason> Reasons, RowEvidence[] PossiblyOf)
{
    /// <param name="r">The row.</param>
    /// <param name="hidden">Records that the reader may not read any more: the row tells nothing of them.</param>
    /// <param name="text">Texts of the reasons.</param>
    /// <param name="language">The reader's.</param>
    public static ImportRowResponse Of(ImportRow r, IReadOnlySet<Guid> hidden, Text text, string language)
    {
        var withheld = r.RecordId is { } record && hidden.Contains(record);
        return new(r.Number, r.Outcome, withheld ? null : r.RecordId, withheld ? [] : r.Columns,
            [.. r.Reasons.Select(reason => ImportReason.Of(reason, text, language))],
            [.. r.Evidence.Where(e => e.RecordId is not { } other || !hidden.Contains(other))]);
    }
}

/// <summary>Why a row is rejected: in which column, a stable code, and what mends it.</summary>
public sealed record ImportReason(string? Column, string Code, string Text)
{
    public static ImportReason Of(RowReason reason, Text text, string language) =>
        new(reason.Column, reason.Reason.Split('|')[0], text.SayReference(language, reason.Reason));
}
