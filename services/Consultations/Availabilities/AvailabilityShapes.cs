using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Availabilities;

/// <summary>When a person can come.</summary>
/// <param name="PersonId">A person of the registry.</param>
/// <param name="TimeZone">Where the person will be: an IANA name.</param>
/// <param name="Intervals">From and to, as instants; none touching another. Leave them out when only the zone is known.</param>
public sealed record AvailabilityBody(Guid PersonId, [Zone] string TimeZone, [AtMost(200)] IReadOnlyList<Interval>? Intervals = null)
{
    public static AvailabilityBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000002"), "America/Sao_Paulo",
        [new(new(2020, 6, 11, 12, 0, 0, TimeSpan.Zero), new(2020, 6, 11, 17, 0, 0, TimeSpan.Zero))]);
}

/// <param name="Id">Names the record.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">For which consultation.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="TimeZone">Where the person will be.</param>
/// <param name="Intervals">When the person can come, in order.</param>
/// <param name="EnteredBy">The network that entered it; null when the secretariat or the person did.</param>
/// <param name="ByPerson">Whether it is the person's own word, by a one-time link, that nobody changed since.</param>
public sealed record AvailabilityResponse(
    Guid Id, int Version, Guid ConsultationId, Guid PersonId, string TimeZone, Interval[] Intervals, Guid? EnteredBy, bool ByPerson) : IVersioned
{
    public static AvailabilityResponse Of(Availability a) =>
        new(a.Id, a.Version, a.ConsultationId, a.PersonId, a.TimeZone, a.Intervals, a.EnteredBy, a.ByPerson);

    /// <summary>What a merge patch starts from.</summary>
    public static AvailabilityBody BodyOf(Availability a) => new(a.PersonId, a.TimeZone, a.Intervals);
}
