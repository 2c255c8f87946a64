using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Documents;

/// <summary>A file that belongs to a consultation, such as its concept note.</summary>
public sealed class Document : Entity
{
    public Guid ConsultationId { get; private set; }
    public string Title { get; private set; } = null!;
    public StoredFile File { get; private set; } = null!;
    public DateTimeOffset AddedAt { get; private set; }

    Document() { }

    /// <summary>Whole seconds: what is answered now is what is read later.</summary>
    public Document(Guid consultation, string title, StoredFile file, DateTimeOffset now) =>
        (ConsultationId, Title, File, AddedAt) = (consultation, title, file, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
}
