using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>References to a merged organisation stay, and are read as those of the one that speaks for it.</summary>
public sealed class MergedOrganisationTests(ConsultationsService service)
{
    [Fact]
    public async Task A_nomination_on_behalf_of_a_merged_organisation_names_the_one_that_speaks_for_it_until_the_undo()
    {
        var (city, mayor) = await service.NewMayorAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));
        var middle = await service.TellAsync(Registry.Organisation("Between", "municipality"));
        var kept = await service.TellAsync(Registry.Organisation("Kept", "municipality"));
        nomination.Text("canonicalOnBehalfOf").ShouldBe(city.Id.ToString());

        await service.TellAsync(Merged(city, middle.Id));
        await service.TellAsync(Merged(middle, kept.Id));

        var read = await service.Secretariat.GetAsync(nomination.Location!);
        (read.Text("onBehalfOf"), read.Text("canonicalOnBehalfOf")).ShouldBe((city.Id.ToString(), kept.Id.ToString()));

        await service.TellAsync(city with { Version = 3 });
        (await service.Secretariat.GetAsync(nomination.Location!)).Body!.ToJsonString().ShouldBe(nomination.Body!.ToJsonString());
    }

    [Fact]
    public async Task The_network_of_whoever_speaks_for_an_organisation_sees_and_nominates_its_people_until_the_undo()
    {
        var network = await service.NewNetworkAsync();
        var member = await service.TellAsync(Registry.Organisation("A member", "municipality", network.Id));
        var (city, mayor) = await service.NewMayorAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));
        (await network.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);

        await service.TellAsync(Merged(city, member.Id));

        (await network.Api.GetAsync(nomination.Location!)).Text("canonicalOnBehalfOf").ShouldBe(member.Id.ToString());
        var session = await service.NewSessionAsync();
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor, onBehalfOf: city.Id)).Rule.ShouldBe("organisation-not-active");
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor, onBehalfOf: member.Id)).Code.ShouldBe(201);

        await service.TellAsync(city with { Version = 3 });
        (await network.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);
        (await ConsultationsService.ProposeAsync(network.Api, await service.NewSessionAsync(), mayor)).Rule.ShouldBe("reference-not-yet-known");
    }

    static OrganisationChanged Merged(OrganisationChanged organisation, Guid into) =>
        organisation with { Version = 2, Status = "merged", CanonicalId = into };
}
