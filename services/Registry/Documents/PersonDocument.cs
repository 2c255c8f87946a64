using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Documents;

public enum PersonDocumentKind { Photo, RegistrationForm, Other }

/// <summary>A file about a person, such as the form on which they consented.</summary>
public sealed class PersonDocument : StoredDocument
{
    public Guid PersonId { get; private set; }
    public PersonDocumentKind Kind { get; private set; }

    PersonDocument() { }

    /// <exception cref="ShapeException">It is called a photo, and is no picture.</exception>
    public PersonDocument(Guid person, PersonDocumentKind kind, string title, StoredFile file, DateTimeOffset now) : base(title, file, now)
    {
        var picture = file.MediaType.StartsWith("image/", StringComparison.Ordinal);
        if (kind is PersonDocumentKind.Photo && !picture) throw new ShapeException("kind", "photo-is-picture");
        (PersonId, Kind) = (person, kind);
    }
}
