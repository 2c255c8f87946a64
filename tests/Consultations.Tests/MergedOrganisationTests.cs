using MayorsMechanism.Fixtures;
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

    [Fact]
    public async Task A_mandate_for_a_merged_organisation_is_for_the_one_that_speaks_for_it_until_the_undo()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var old = await service.TellAsync(Registry.Organisation("The old association", "civil-society"));
        var kept = await service.TellAsync(Registry.Organisation("The association", "civil-society"));
        var mandate = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates", new { personId = mayor.Id, grantedBy = "Board", organisationId = old.Id }));
        (await ProposeAsync(mandate, mayor, kept.Id)).Rule.ShouldBe("mandate-for-another-organisation");

        await service.TellAsync(Merged(old, kept.Id));

        var nomination = await ConsultationsService.Created(ProposeAsync(mandate, mayor, kept.Id));
        WarningTests.CodesOf(nomination).ShouldBe([]);

        await service.TellAsync(old with { Version = 3 });
        (await ProposeAsync(mandate, mayor, kept.Id)).Rule.ShouldBe("mandate-for-another-organisation");
        WarningTests.CodesOf(await service.Secretariat.GetAsync(nomination.Location!)).ShouldBe(["mandate-not-valid"]);
    }

    [Fact]
    public async Task Nobody_needs_a_mandate_to_speak_for_the_organisation_that_theirs_became()
    {
        var (city, mayor) = await service.NewMayorAsync();
        var kept = await service.TellAsync(Registry.Organisation("Kept", "municipality"));
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor, onBehalfOf: kept.Id));
        WarningTests.CodesOf(nomination).ShouldBe(["mandate-missing"]);

        await service.TellAsync(Merged(city, kept.Id));

        WarningTests.CodesOf(await service.Secretariat.GetAsync(nomination.Location!)).ShouldBe([]);
    }

    async Task<ApiAnswer> ProposeAsync(ApiAnswer mandate, PersonChanged person, Guid onBehalfOf)
    {
        var session = await service.NewSessionAsync();
        return await service.Secretariat.PostAsync($"/api/v1/sessions/{session.Id}/nominations",
            new { personId = person.Id, positionId = person.Positions[0].Id, onBehalfOf, mandateId = mandate.Id });
    }

    static OrganisationChanged Merged(OrganisationChanged organisation, Guid into) =>
        organisation with { Version = 2, Status = "merged", CanonicalId = into };
}
