using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>A person has a letter sent again.</summary>
public sealed class ResendTests(NotificationsService service)
{
    [Fact]
    public async Task A_letter_is_sent_again_as_another_mail_with_a_link_of_its_own_and_the_history_says_who_wanted_it()
    {
        var (letter, _) = await SentAsync();
        using var api = service.Secretariat;

        var answer = await api.PostAsync(PathOf(letter), ifMatch: $"\"{letter.Version}\"");
        var again = (await service.EndedAsync(letter.NominationId!.Value, 1)).Single();

        (answer.Code, answer.Text("state"), answer.ETag).ShouldBe((200, "queued", $"\"{letter.Version + 1}\""));
        (again.State, again.Attempts.Length).ShouldBe((LetterState.Sent, 2));
        var (first, second) = (service.Mail(letter), service.Mail(again));
        second.MessageId.ShouldNotBe(first.MessageId);
        second.TextBody.ShouldNotBe(first.TextBody, "it has another link");
        var entry = await service.QueryAsync(db => db.History.AsNoTracking().SingleAsync(e => e.RecordId == letter.Id && e.Actor != "system"));
        entry.Action.ShouldBe("changed");
    }

    [Fact]
    public async Task Whoever_has_not_seen_the_latest_sends_nothing_again()
    {
        var (letter, _) = await SentAsync();
        using var api = service.Secretariat;

        (await api.PostAsync(PathOf(letter))).Code.ShouldBe(428);
        (await api.PostAsync(PathOf(letter), ifMatch: "\"1\"")).Code.ShouldBe(412);
        (await api.PostAsync($"/api/v1/notifications/{Guid.NewGuid()}/resend", ifMatch: "\"1\"")).Code.ShouldBe(404);
        (await service.LettersAsync(letter.NominationId!.Value)).Single().Version.ShouldBe(letter.Version);
    }

    [Fact]
    public async Task What_waits_is_overtaken_or_was_erased_is_not_sent_again()
    {
        var waiting = Given.Nomination("confirmed", 1);
        await service.PublishAsync(waiting);
        var queued = (await Eventually.HoldsAsync(() => service.LettersAsync(waiting.Id), all => all.Count == 1)).Single();
        var (first, confirmed) = await SentAsync();
        await service.PublishAsync(confirmed with { Version = 2, State = "withdrawn" });
        var last = (await service.EndedAsync(confirmed.Id, 2))[1];
        var (_, told) = await SentAsync();
        await service.PublishAsync(new PersonErased { Id = told.PersonId, Version = 9 });
        await Eventually.HoldsAsync(() => service.Receipts.ContainsKey(told.PersonId));

        (await RuleAsync(queued)).ShouldBe("letter-on-its-way");
        (await RuleAsync(first)).ShouldBe("letter-overtaken");
        (await RuleAsync((await service.LettersAsync(told.Id)).Single())).ShouldBe("letter-erased");
        using var api = service.Secretariat;
        (await api.PostAsync(PathOf(last), ifMatch: "*")).Code.ShouldBe(200);
        (await service.EndedAsync(confirmed.Id, 2)).Select(letter => letter.State).ShouldBe([LetterState.Sent, LetterState.Sent]);
    }

    [Fact]
    public async Task Of_a_letter_that_was_sent_again_an_erasure_leaves_no_copy()
    {
        var (letter, nomination) = await SentAsync();
        using var api = service.Secretariat;
        await api.PostAsync(PathOf(letter), ifMatch: "*");
        await service.EndedAsync(nomination.Id, 1);
        Directory.EnumerateFiles(service.Pickup, $"{letter.Id}*").Count().ShouldBe(2);

        await service.PublishAsync(new PersonErased { Id = nomination.PersonId, Version = 9 });
        await Eventually.HoldsAsync(() => service.Receipts.ContainsKey(nomination.PersonId));

        Directory.EnumerateFiles(service.Pickup, $"{letter.Id}*").ShouldBeEmpty();
    }

    async Task<string> RuleAsync(Letter letter)
    {
        using var api = service.Secretariat;
        var answer = await api.PostAsync(PathOf(letter), ifMatch: "*");
        answer.Code.ShouldBe(409);
        answer.Text("detail").ShouldNotBeEmpty();
        return answer.Text("rule");
    }

    static string PathOf(Letter letter) => $"/api/v1/notifications/{letter.Id}/resend";

    async Task<(Letter, NominationChanged)> SentAsync()
    {
        var person = Given.Person();
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        await service.PublishAsync(person);
        await service.PublishAsync(nomination);
        return ((await service.EndedAsync(nomination.Id, 1)).Single(), nomination);
    }
}
