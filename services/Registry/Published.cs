using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry;

/// <summary>What other services are told. Of a person no more than it takes to seat and to write to them.</summary>
static class Published
{
    public static async Task<IRecordEvent> OrganisationAsync(DbContext db, Organisation o, long version, CancellationToken cancel) =>
        Organisation(o, version, await db.PartsAsync<Membership>(o, m => m.OrganisationId, cancel));

    public static IRecordEvent Organisation(Organisation o, long version, IEnumerable<Membership> memberships) =>
        new OrganisationChanged
        {
            Id = o.Id,
            Version = version,
            Name = o.Name,
            Kind = KebabCase.Of(o.Kind),
            Country = o.Country,
            Region = o.Region,
            Subregion = o.Subregion,
            IntermediateRegion = o.IntermediateRegion,
            Population = o.Population,
            Languages = o.Languages,
            OtherNames = [.. o.OtherNames.Select(n => new OrganisationName { Name = n.Name, Kind = KebabCase.Of(n.Kind), Language = n.Language })],
            Verified = o.Verified,
            Status = KebabCase.Of(o.Status),
            CanonicalId = o.CanonicalId,
            Memberships = [.. memberships.OrderBy(m => m.Id).Select(m =>
                new OrganisationMembership { NetworkId = m.NetworkId, From = m.From, To = m.To, Status = KebabCase.Of(m.Status) })],
        };

    public static async Task<IRecordEvent> PersonAsync(DbContext db, Person p, long version, CancellationToken cancel) => p.Status is PersonStatus.Erased
        ? new PersonErased { Id = p.Id, Version = version }
        : Person(p, version, await db.PartsAsync<Position>(p, at => at.PersonId, cancel));

    public static IRecordEvent Person(Person p, long version, IEnumerable<Position> positions) =>
        new PersonChanged
        {
            Id = p.Id,
            Version = version,
            Name = p.Name,
            Languages = p.Languages,
            Gender = p.Gender,
            Email = p.Emails.FirstOrDefault(),
            Status = KebabCase.Of(p.Status),
            CanonicalId = p.CanonicalId,
            RegisteredBy = p.RegisteredBy,
            Positions = [.. positions.OrderBy(at => at.Id).Select(at => new PersonPosition
            {
                Id = at.Id, OrganisationId = at.OrganisationId, Title = at.Title, Kind = KebabCase.Of(at.Kind), Elected = at.Elected, From = at.From, To = at.To,
            })],
            Consents = [.. p.Consents.GroupBy(c => c.Use).Select(uses => new PersonConsent { Use = KebabCase.Of(uses.Key), Granted = uses.Last().Granted })],
        };
}
