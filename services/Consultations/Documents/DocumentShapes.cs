using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Documents;

/// <summary>What is said of a file; the file itself is the body.</summary>
/// <param name="Title">What readers are told that it is.</param>
/// <param name="Name">What the file is called; it gets an ending that fits what it is.</param>
public sealed record AddDocument([property: Text(300)] string Title, [property: Text(300)] string? Name);

/// <param name="Id">Names the document.</param>
/// <param name="Version">Of what is said of it.</param>
/// <param name="ConsultationId">Which it belongs to.</param>
/// <param name="Title">What it is.</param>
/// <param name="Name">Under which it is saved.</param>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the bytes, in lower-case hexadecimal.</param>
/// <param name="AddedAt">When.</param>
public sealed record DocumentResponse(
    Guid Id, int Version, Guid ConsultationId, string Title, string Name, string MediaType, long Length, string Sha256, DateTimeOffset AddedAt) : IVersioned
{
    internal static DocumentResponse Of(Document d) =>
        new(d.Id, d.Version, d.ConsultationId, d.Title, d.File.Name, d.File.MediaType, d.File.Length, d.File.Sha256, d.AddedAt);
}
