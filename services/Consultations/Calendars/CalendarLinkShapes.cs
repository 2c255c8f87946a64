using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>Whose calendar; one of the two.</summary>
/// <param name="NetworkId">A network: sessions for which its members' people are nominated, and the schedules of open consultations.</param>
/// <param name="PersonId">A person: the sessions in which that person has a seat.</param>
public sealed record CreateCalendarLink(Guid? NetworkId = null, Guid? PersonId = null)
{
    public static CreateCalendarLink Example => new(NetworkId: Guid.Parse("01970000-0000-7000-8000-000000000005"));
}

/// <param name="Id">For replacing or revoking it.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="NetworkId">Whose members' sessions it shows.</param>
/// <param name="PersonId">Or whose own.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RotatedAt">When its secret was last replaced.</param>
public sealed record CalendarLinkResponse(
    Guid Id, int Version, Guid? NetworkId, Guid? PersonId, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt) : IVersioned
{
    public static CalendarLinkResponse Of(CalendarLink l) => new(l.Id, l.Version, l.NetworkId, l.PersonId, l.CreatedAt, l.RotatedAt);
}

/// <param name="Link">The link's record.</param>
/// <param name="Address">For a calendar program to follow. Shown here and never again: whoever has it reads the calendar.</param>
public sealed record CalendarAddress(CalendarLinkResponse Link, string Address) : IVersioned
{
    int IVersioned.Version => Link.Version;
}
