using MayorsMechanism.Consultations.Consultations.Selection;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Consultations.Consultations;

/// <summary>What a caller states about a consultation.</summary>
/// <param name="CycleId">The cycle that it is held for.</param>
/// <param name="Name">Such as Puebla Process Consultation.</param>
/// <param name="Region">UN M49; 001 for the world.</param>
/// <param name="HostProcessId">The regional process that hosts: an organisation of the registry.</param>
/// <param name="HostChair">The country in the host's chair, by ISO 3166-1 alpha-2.</param>
/// <param name="Objectives">What it is for.</param>
/// <param name="Template">The form it is planned in; regional consultations have one.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Outputs">What is to come of it.</param>
/// <param name="CoHosts">Organisations of the registry that host with the process.</param>
/// <param name="InvitedProcesses">Regional processes whose members are invited beside the host's.</param>
/// <param name="WorkingGroupId">Whose meeting it is: for a working-group-meeting, and for nothing else.</param>
public sealed record ConsultationBody(
    Guid CycleId,
    [Text(300)] string Name,
    [Region] string Region,
    Guid? HostProcessId = null,
    [Country] string? HostChair = null,
    [Text(5000)] string? Objectives = null,
    ConsultationTemplate? Template = null,
    ConsultationKind Kind = ConsultationKind.RegionalConsultation,
    [Text(5000)] string? Outputs = null,
    [AtMost(50)] IReadOnlyList<Guid>? CoHosts = null,
    [AtMost(50)] IReadOnlyList<Guid>? InvitedProcesses = null,
    Guid? WorkingGroupId = null)
{
    public static ConsultationBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), "Puebla Process Consultation", "019",
        HostChair: "CR", Template: ConsultationTemplate.RegionalConsultation);
}

/// <param name="Id">Names the consultation.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="CycleId">The cycle that it is held for.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">In words.</param>
/// <param name="Region">UN M49; 001 for the world.</param>
/// <param name="HostProcessId">The regional process that hosts.</param>
/// <param name="HostChair">The country in the host's chair, by ISO 3166-1 alpha-2.</param>
/// <param name="CoHosts">Organisations that host with the process.</param>
/// <param name="InvitedProcesses">Regional processes whose members are invited beside the host's.</param>
/// <param name="Objectives">What it is for.</param>
/// <param name="Outputs">What is to come of it.</param>
/// <param name="Template">The form it is planned in.</param>
/// <param name="WorkingGroupId">Whose meeting it is.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Themes">The selected themes of the cycle, in the host's order.</param>
/// <param name="SignOffs">Who has signed that selection.</param>
/// <param name="Releases">How often its schedule was released: the number of the latest release.</param>
public sealed record ConsultationResponse(
    Guid Id, int Version, Guid CycleId, ConsultationKind Kind, string Name, string Region, Guid? HostProcessId, string? HostChair, Guid[] CoHosts,
    Guid[] InvitedProcesses, string? Objectives, string? Outputs, ConsultationTemplate? Template, Guid? WorkingGroupId, ConsultationState State,
    Guid[] Themes, SignOffResponse[] SignOffs, int Releases) : IVersioned
{
    public static ConsultationResponse Of(Consultation c) => new(c.Id, c.Version, c.CycleId, c.Kind, c.Name, c.Region, c.HostProcessId, c.HostChair,
        c.CoHosts, c.InvitedProcesses, c.Objectives, c.Outputs, c.Template, c.WorkingGroupId, c.State, c.Themes, [.. c.SignOffs.Select(SignOffResponse.Of)],
        c.Releases);

    /// <summary>What a merge patch starts from.</summary>
    public static ConsultationBody BodyOf(Consultation c) => new(c.CycleId, c.Name, c.Region, c.HostProcessId, c.HostChair, c.Objectives, c.Template,
        c.Kind, c.Outputs, c.CoHosts, c.InvitedProcesses, c.WorkingGroupId);
}
