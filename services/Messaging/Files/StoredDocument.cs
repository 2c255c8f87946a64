using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Messaging.Files;

/// <summary>A file with what readers are told that it is. Each service says which of its records such a file belongs to.</summary>
public abstract class StoredDocument : Entity
{
    public string Title { get; private set; } = null!;
    public StoredFile File { get; private set; } = null!;
    public DateTimeOffset AddedAt { get; private set; }

    protected StoredDocument() { }

    /// <summary>Whole seconds: what is answered now is what is read later.</summary>
    protected StoredDocument(string title, StoredFile file, DateTimeOffset now) =>
        (Title, File, AddedAt) = (title, file, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
}

/// <summary>How documents are stored.</summary>
public static class StoredDocumentModel
{
    public static void HasFile<TDocument>(this EntityTypeBuilder<TDocument> document) where TDocument : StoredDocument =>
        document.Property(d => d.File).AsJson();
}
