using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Notes;

/// <summary>What a caller notes.</summary>
/// <param name="Record">What sort of record it is about.</param>
/// <param name="RecordId">Which one.</param>
/// <param name="Text">In plain words.</param>
public sealed record NoteBody(NotedRecord Record, Guid RecordId, [Text(10_000)] string Text)
{
    public static NoteBody Example => new(NotedRecord.Person, Guid.Parse("01970000-0000-7000-8000-000000000002"), "Prefers to be called in the morning.");
}

/// <param name="Id">Names the note.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Record">What sort of record it is about.</param>
/// <param name="RecordId">Which one.</param>
/// <param name="Text">In plain words.</param>
/// <param name="Author">Who wrote it: id of a staff account or of a client of the secretariat.</param>
/// <param name="WrittenAt">When.</param>
/// <param name="EditedAt">When its author last changed it; null when that never was.</param>
public sealed record NoteResponse(
    Guid Id, int Version, NotedRecord Record, Guid RecordId, string Text, string Author, DateTimeOffset WrittenAt, DateTimeOffset? EditedAt) : IVersioned
{
    internal static NoteResponse Of(Note n) => new(n.Id, n.Version, n.Record, n.RecordId, n.Text, n.Author, n.WrittenAt, n.EditedAt);

    /// <summary>What a merge patch starts from.</summary>
    internal static NoteBody BodyOf(Note n) => new(n.Record, n.RecordId, n.Text);
}

/// <summary>Filters of the list of notes.</summary>
/// <param name="Record">Those about records of this sort.</param>
/// <param name="RecordId">Those about this record, or about one that merges say is the same.</param>
/// <param name="Author">Those that this account or client wrote.</param>
/// <param name="Q">Those with all of these words, or words that begin so; case and accents do not matter.</param>
public sealed record NoteFilter(Word<NotedRecord>? Record, Guid? RecordId, [property: Text(100)] string? Author, [property: Text(200)] string? Q);
