using MayorsMechanism.Messaging.Files;

namespace MayorsMechanism.Consultations.Documents;

/// <summary>A file that belongs to a consultation, such as its concept note.</summary>
public sealed class Document : StoredDocument
{
    public Guid ConsultationId { get; private set; }

    Document() { }

    public Document(Guid consultation, string title, StoredFile file, DateTimeOffset now) : base(title, file, now) => ConsultationId = consultation;
}
