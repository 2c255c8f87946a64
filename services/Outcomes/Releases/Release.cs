using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>A paper as it was handed out. Nothing changes it; only an erasure may take it back.</summary>
public sealed class Release : Entity
{
    public Guid PaperId { get; private set; }

    /// <summary>From 1, for each paper.</summary>
    public int Number { get; private set; }

    public DateTimeOffset ReleasedAt { get; private set; }

    /// <summary>Of the document; another release with the same would say the same.</summary>
    public string Digest { get; private set; } = null!;

    /// <summary>Null once superseded.</summary>
    public PaperDocument? Document { get; private set; }

    /// <summary>The release that stands for this one since somebody whom it named was erased.</summary>
    public int? SupersededBy { get; private set; }

    Release() { }

    public Release(PaperDocument document)
    {
        (PaperId, Number, ReleasedAt) = (document.PaperId, document.Number, document.ReleasedAt!.Value);
        (Digest, Document) = (Papers.Digest.Of(document), document);
    }

    /// <summary>Its text goes, and whoever asks for it is shown the other.</summary>
    public void Supersede(int by)
    {
        Touch();
        (Document, SupersededBy) = (null, by);
    }
}
