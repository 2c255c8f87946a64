using MayorsMechanism.Messaging.Files;

namespace MayorsMechanism.Registry.Documents;

public enum OrganisationDocumentKind { Mandate, Statutes, VerificationLetter, Other }

/// <summary>A file about an organisation, such as the letter by which the secretariat verified it.</summary>
public sealed class OrganisationDocument : StoredDocument
{
    public Guid OrganisationId { get; private set; }
    public OrganisationDocumentKind Kind { get; private set; }

    OrganisationDocument() { }

    public OrganisationDocument(Guid organisation, OrganisationDocumentKind kind, string title, StoredFile file, DateTimeOffset now)
        : base(title, file, now) => (OrganisationId, Kind) = (organisation, kind);
}
