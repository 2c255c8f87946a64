using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Which themes of its cycle a consultation takes up, and who signed them.</summary>
public sealed class SelectionTests(ConsultationsService service)
{
    [Fact]
    public async Task Host_and_Chair_sign_the_three_selected_themes_and_it_is_known_how()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);

        await planned.SignAsync("host");
        var signed = await planned.SignAsync("chair", new { channel = "phone", date = "2020-05-14" });

        signed.Code.ShouldBe(200, signed.ToString());
        signed.Body!["themes"]!.AsArray().Select(theme => (string)theme!).ShouldBe([planned.Theme(1), planned.Theme(3), planned.Theme(4)]);
        signed.Body["signOffs"]!.AsArray().Select(signOff => ((string)signOff!["party"]!, (string)signOff["date"]!)).ShouldBe([("host", "2020-05-12"), ("chair", "2020-05-14")]);
        var evidence = (await service.Secretariat.GetAsync($"{planned.Path}/sign-offs")).Items[0]!["recorded"]!;
        ((string)evidence["channel"]!, (string)evidence["evidence"]!, ((string)evidence["by"]!).Length).ShouldBe(("mail", "Letter 17", 36));
        var id = Guid.Parse(planned.Consultation.Id);
        (await service.Elsewhere.HearAsync<ConsultationChanged>(c => c.Id == id && c.Version == 4)).Themes.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Another_selection_is_signed_by_nobody_yet()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        await planned.SignAsync("host");

        (await planned.SelectAsync(4, 1, 3)).Body!["signOffs"]!.AsArray().Count.ShouldBe(1, "the same themes in another order");
        (await planned.SelectAsync(1, 3, 5)).Body!["signOffs"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_sees_what_is_signed_and_not_on_what_ground()
    {
        var network = await service.NewNetworkAsync();
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        await planned.SignAsync("host");
        await planned.GoAsync("open");

        var seen = await network.Api.GetAsync(planned.Path);

        seen.Body!["signOffs"]!.ToJsonString().ShouldBe("""[{"party":"host","date":"2020-05-12"}]""");
        seen.ToString().ShouldNotContain("Letter 17");
    }

    [Fact]
    public async Task What_does_not_fit_is_refused()
    {
        var planned = await Planned.NewAsync(service);
        (await planned.SignAsync("host")).Rule.ShouldBe("nothing-selected");
        (await planned.TakeBackAsync("host")).Rule.ShouldBe("not-signed");
        foreach (var numbers in (int[][])[[1], [1, 2, 3, 4], [1, 2, 2]]) FieldOf(await planned.SelectAsync(numbers)).ShouldBe("themes");
        FieldOf(await service.Secretariat.PostAsync($"{planned.Path}/select-themes", new { themes = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()) },
            planned.Consultation.ETag)).ShouldBe("themes");

        await planned.SelectAsync(1, 3, 4);
        FieldOf(await planned.SignAsync("host", new { channel = "mail", date = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(2)) })).ShouldBe("recorded.date");
        (await service.Secretariat.PostAsync($"{planned.Path}/sign-offs", new { party = "host" }, planned.Consultation.ETag)).Code.ShouldBe(400);
        await planned.SignAsync("host");
        (await planned.SignAsync("host")).Rule.ShouldBe("signed-already");
        (await service.Secretariat.PostAsync($"{planned.Path}/sign-offs", new { party = "chair", recorded = Planned.ByMail }, "\"1\"")).Code.ShouldBe(412);
        (await service.Secretariat.DeleteAsync($"{planned.Path}/sign-offs/somebody", planned.Consultation.ETag)).Code.ShouldBe(400);
    }

    [Fact]
    public async Task A_selection_and_a_word_can_be_taken_back_until_the_consultation_is_published()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        await planned.SignAsync("host");
        (await planned.TakeBackAsync("host")).Body!["signOffs"]!.AsArray().ShouldBeEmpty();
        (await planned.SelectAsync()).Body!["themes"]!.AsArray().ShouldBeEmpty();
        await planned.SelectAsync(1, 3, 4);
        await planned.SignAsync("chair");
        foreach (var verb in (string[])["open", "start", "close", "publish"]) await planned.GoAsync(verb);

        (await planned.SelectAsync(0, 1, 2)).Rule.ShouldBe("selection-fixed");
        (await planned.SignAsync("host")).Rule.ShouldBe("selection-fixed");
        (await planned.TakeBackAsync("chair")).Rule.ShouldBe("selection-fixed");
    }

    [Fact]
    public async Task Another_kind_takes_up_as_many_themes_as_it_likes_and_is_not_made_regional_with_them()
    {
        var planned = await Planned.NewAsync(service);
        await service.Secretariat.PatchAsync(planned.Path, new { kind = "mayoral-forum", template = (string?)null }, planned.Consultation.ETag);
        var selected = await service.Secretariat.PostAsync($"{planned.Path}/select-themes", new { themes = new[] { planned.Theme(0) } }, "\"2\"");
        selected.Code.ShouldBe(200, selected.ToString());

        FieldOf(await service.Secretariat.PatchAsync(planned.Path, new { kind = "regional-consultation" }, selected.ETag)).ShouldBe("kind");
    }

    [Fact]
    public async Task A_selected_theme_stays_in_its_cycle()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);

        (await service.Secretariat.PatchAsync($"/api/v1/cycles/{planned.CycleId}", new { themes = Array.Empty<string>() }, "\"1\"")).Rule.ShouldBe("theme-in-use");
    }

    static string FieldOf(ApiAnswer answer)
    {
        answer.Code.ShouldBe(400, answer.ToString());
        return answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key;
    }
}
