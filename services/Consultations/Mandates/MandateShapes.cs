using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>What a caller states about a mandate. Its scope is a cycle, a consultation, a session or a theme: at most one; with none it is general.</summary>
/// <param name="PersonId">Who speaks.</param>
/// <param name="GrantedBy">Who gave it, such as a city council and its resolution.</param>
/// <param name="OrganisationId">For whom: an organisation or a network; left out for the Mechanism.</param>
/// <param name="CycleId">Only in this cycle.</param>
/// <param name="ConsultationId">Only in this consultation.</param>
/// <param name="SessionId">Only in this session.</param>
/// <param name="ThemeId">Only in sessions about this theme of a cycle.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
public sealed record MandateBody(
    Guid PersonId, [Text(500)] string GrantedBy, Guid? OrganisationId = null, Guid? CycleId = null, Guid? ConsultationId = null, Guid? SessionId = null,
    Guid? ThemeId = null, DateOnly? From = null, DateOnly? To = null)
{
    public static MandateBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000002"), "City council, resolution 12/2020",
        Guid.Parse("01970000-0000-7000-8000-000000000004"), From: new(2020, 1, 1), To: new(2020, 12, 31));
}

/// <param name="Name">What it is saved as.</param>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Length">In bytes.</param>
public sealed record MandateDocument(string Name, string MediaType, long Length);

/// <param name="Id">Names the mandate.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="PersonId">Who speaks.</param>
/// <param name="OrganisationId">For whom; null for the Mechanism.</param>
/// <param name="GrantedBy">Who gave it; null once the person was erased.</param>
/// <param name="CycleId">Only in this cycle.</param>
/// <param name="ConsultationId">Only in this consultation.</param>
/// <param name="SessionId">Only in this session.</param>
/// <param name="ThemeId">Only in sessions about this theme.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="EnteredBy">The network that entered it; null when the secretariat did.</param>
/// <param name="Document">The file that shows it; null while none was handed in.</param>
public sealed record MandateResponse(
    Guid Id, int Version, Guid PersonId, Guid? OrganisationId, string? GrantedBy, Guid? CycleId, Guid? ConsultationId, Guid? SessionId, Guid? ThemeId,
    DateOnly? From, DateOnly? To, Guid? EnteredBy, MandateDocument? Document) : IVersioned
{
    public static MandateResponse Of(Mandate m) => new(m.Id, m.Version, m.PersonId, m.OrganisationId, m.GrantedBy, m.CycleId, m.ConsultationId,
        m.SessionId, m.ThemeId, m.From, m.To, m.EnteredBy, m.Document is { } file ? new(file.Name, file.MediaType, file.Length) : null);

    /// <summary>What a merge patch starts from.</summary>
    public static MandateBody BodyOf(Mandate m) => new(
        m.PersonId, m.GrantedBy ?? "", m.OrganisationId, m.CycleId, m.ConsultationId, m.SessionId, m.ThemeId, m.From, m.To);
}
