using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Memberships;

public enum MembershipStatus { Proposed, Confirmed, Refused }

/// <summary>An organisation belongs to a network, from a first day to a last day, both included; an open end is null.</summary>
public sealed class Membership : Entity
{
    public Guid OrganisationId { get; private set; }
    public Guid NetworkId { get; private set; }
    public DateOnly? From { get; private set; }
    public DateOnly? To { get; private set; }
    public MembershipStatus Status { get; private set; }

    Membership() { }

    /// <summary>What a network asks for waits until the secretariat confirms it: nobody gains access by asking.</summary>
    public Membership(Guid organisation, Guid network, MembershipDates dates, Caller caller)
    {
        (OrganisationId, NetworkId) = (organisation, network);
        Status = caller.IsSecretariat ? MembershipStatus.Confirmed : MembershipStatus.Proposed;
        SetDates(dates);
    }

    /// <summary>A network that registers an organisation makes it its member from that day.</summary>
    public static Membership OfCreator(Organisation organisation, Guid network, DateOnly today) =>
        new() { OrganisationId = organisation.Id, NetworkId = network, From = today, Status = MembershipStatus.Confirmed };

    public void Confirm() => Decide(MembershipStatus.Confirmed);

    public void Refuse() => Decide(MembershipStatus.Refused);

    /// <exception cref="RuleViolation">A network widens a confirmed membership: it may only end it, or end it earlier.</exception>
    public void ChangeDates(MembershipDates dates, Caller caller)
    {
        var shortens = dates.From == From && dates.To is { } to && to <= (To ?? DateOnly.MaxValue);
        if (!caller.IsSecretariat && Status is not MembershipStatus.Proposed && !shortens) throw new RuleViolation("membership-decided");
        SetDates(dates);
    }

    /// <summary>Whether there are days in these that it does not have yet.</summary>
    public bool Gains(MembershipDates dates) =>
        (dates.From ?? DateOnly.MinValue) < (From ?? DateOnly.MinValue) || (dates.To ?? DateOnly.MaxValue) > (To ?? DateOnly.MaxValue);

    void Decide(MembershipStatus decision)
    {
        if (Status is not MembershipStatus.Proposed) throw new RuleViolation("membership-decided");
        Status = decision;
    }

    void SetDates(MembershipDates dates)
    {
        if (dates.To < dates.From) throw new ShapeException("to", "ends-before-start");
        (From, To) = (dates.From, dates.To);
    }
}
