using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Documents;

/// <summary>What is said of a file about an organisation; the file itself is the body.</summary>
/// <param name="Kind">mandate, statutes, verification-letter or other.</param>
/// <param name="Title">What readers are told that it is.</param>
/// <param name="Name">What the file is called; it gets an ending that fits what it is.</param>
public sealed record AddOrganisationDocument(Word<OrganisationDocumentKind> Kind, [property: Text(300)] string Title, [property: Text(300)] string? Name);

/// <summary>What is said of a file about a person; the file itself is the body.</summary>
/// <param name="Kind">photo, registration-form or other.</param>
/// <param name="Title">What readers are told that it is.</param>
/// <param name="Name">What the file is called; it gets an ending that fits what it is.</param>
public sealed record AddPersonDocument(Word<PersonDocumentKind> Kind, [property: Text(300)] string Title, [property: Text(300)] string? Name);

/// <param name="Id">Names the document.</param>
/// <param name="Version">Of what is said of it.</param>
/// <param name="OrganisationId">Whose it is: after a merge also one that was merged into the organisation asked for.</param>
/// <param name="Kind">What sort.</param>
/// <param name="Title">What it is.</param>
/// <param name="Name">Under which it is saved.</param>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the bytes, in lower-case hexadecimal.</param>
/// <param name="AddedAt">When.</param>
public sealed record OrganisationDocumentResponse(
    Guid Id, int Version, Guid OrganisationId, OrganisationDocumentKind Kind, string Title, string Name, string MediaType, long Length, string Sha256,
    DateTimeOffset AddedAt) : IVersioned
{
    internal static OrganisationDocumentResponse Of(OrganisationDocument d) =>
        new(d.Id, d.Version, d.OrganisationId, d.Kind, d.Title, d.File.Name, d.File.MediaType, d.File.Length, d.File.Sha256, d.AddedAt);
}

/// <param name="Id">Names the document.</param>
/// <param name="Version">Of what is said of it.</param>
/// <param name="PersonId">Whose it is: after a merge also one that was merged into the person asked for.</param>
/// <param name="Kind">What sort.</param>
/// <param name="Title">What it is.</param>
/// <param name="Name">Under which it is saved.</param>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the bytes, in lower-case hexadecimal.</param>
/// <param name="AddedAt">When.</param>
/// <param name="Withheld">A photo whose use the person refuses: it is kept, and not given out.</param>
public sealed record PersonDocumentResponse(
    Guid Id, int Version, Guid PersonId, PersonDocumentKind Kind, string Title, string Name, string MediaType, long Length, string Sha256,
    DateTimeOffset AddedAt, bool Withheld) : IVersioned
{
    internal static PersonDocumentResponse Of(PersonDocument d, bool photosRefused) =>
        new(d.Id, d.Version, d.PersonId, d.Kind, d.Title, d.File.Name, d.File.MediaType, d.File.Length, d.File.Sha256, d.AddedAt,
            photosRefused && d.Kind is PersonDocumentKind.Photo);
}
