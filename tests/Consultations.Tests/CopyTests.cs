using MayorsMechanism.Consultations.Copies;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

public sealed class CopyTests(ConsultationsService service)
{
    [Fact]
    public async Task Whatever_the_order_and_however_often_the_newest_state_stands()
    {
        var first = Registry.Person(Guid.CreateVersion7(), "First", "first@example.org");
        var last = first with { Version = 3, Name = "Last", Email = null };
        foreach (var told in new[] { last, first, first with { Version = 2, Name = "Second" }, first, last }) await service.Elsewhere.PublishAsync(told);
        await service.HeardAsync<PersonCopy, Messaging.Contracts.PersonChanged>(last);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        var copy = await service.ReadAsync(db => db.PersonCopies.SingleAsync(p => p.Id == first.Id));

        (copy.Version, copy.Name, copy.Email).ShouldBe((3, "Last", null));
        copy.Positions.ShouldBe(first.Positions);
    }
}
