using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Consultations.Consultations;

/// <summary>What a caller states about a consultation.</summary>
/// <param name="CycleId">The cycle that it is held for.</param>
/// <param name="Name">Such as Puebla Process Consultation.</param>
/// <param name="Region">UN M49.</param>
/// <param name="HostProcessId">The regional process that hosts: an organisation of the registry.</param>
/// <param name="HostChair">The country in the host's chair, by ISO 3166-1 alpha-2.</param>
/// <param name="Objectives">What it is for.</param>
/// <param name="Template">The form it is planned in.</param>
public sealed record ConsultationBody(
    Guid CycleId,
    [Text(300)] string Name,
    [Region] string Region,
    Guid? HostProcessId = null,
    [Country] string? HostChair = null,
    [Text(5000)] string? Objectives = null,
    ConsultationTemplate? Template = null)
{
    public static ConsultationBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), "Puebla Process Consultation", "019",
        HostChair: "CR", Template: ConsultationTemplate.RegionalConsultation);
}

public sealed record ConsultationResponse(
    Guid Id, int Version, Guid CycleId, string Name, string Region, Guid? HostProcessId, string? HostChair, string? Objectives,
    ConsultationTemplate? Template, ConsultationState State, int Releases) : IVersioned
{
    public static ConsultationResponse Of(Consultation c) =>
        new(c.Id, c.Version, c.CycleId, c.Name, c.Region, c.HostProcessId, c.HostChair, c.Objectives, c.Template, c.State, c.Releases);

    /// <summary>What a merge patch starts from.</summary>
    public static ConsultationBody BodyOf(Consultation c) =>
        new(c.CycleId, c.Name, c.Region, c.HostProcessId, c.HostChair, c.Objectives, c.Template);
}
