using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Notes;

/// <summary>What a note may be about.</summary>
public enum NotedRecord { Organisation, Person, Consultation, Nomination }

/// <summary>What somebody of the secretariat wrote down about a record, for the secretariat alone.</summary>
public sealed class Note : Entity
{
    public NotedRecord Record { get; private set; }
    public Guid RecordId { get; private set; }

    /// <summary>Who it is about, or whose nomination: with whom it is erased. As it was given; a merge changes who is meant.</summary>
    public Guid? PersonId { get; private set; }

    public string Text { get; private set; } = null!;

    /// <summary>Id of a staff account, or of a client of the secretariat.</summary>
    public string Author { get; private set; } = null!;

    public DateTimeOffset WrittenAt { get; private set; }
    public DateTimeOffset? EditedAt { get; private set; }

    Note() { }

    public Note(NoteBody facts, Guid? person, string author, DateTimeOffset now)
    {
        (Record, RecordId, PersonId) = (facts.Record, facts.RecordId, person);
        (Text, Author, WrittenAt) = (facts.Text, author, now);
    }

    /// <exception cref="RuleViolation">Somebody else wrote it.</exception>
    /// <exception cref="ShapeException">It is about another record all at once.</exception>
    public void Edit(NoteBody facts, string editor, DateTimeOffset now)
    {
        if (editor != Author) throw new RuleViolation("note-of-another");
        if (facts.Record != Record) throw new ShapeException("record", "cannot-change");
        if (facts.RecordId != RecordId) throw new ShapeException("recordId", "cannot-change");
        (Text, EditedAt) = (facts.Text, now);
    }
}
