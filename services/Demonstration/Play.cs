using MayorsMechanism.Demonstration.Outcomes;
using MayorsMechanism.Demonstration.Planning;
using MayorsMechanism.Demonstration.Registry;

namespace MayorsMechanism.Demonstration;

/// <summary>The consultation from its first record to its paper. What is there already is left as it is.</summary>
static class Play
{
    public static async Task RunAsync(Stage stage)
    {
        if (await Registering.IsSomebodyElsesAsync(stage))
        {
            Console.WriteLine("This system holds records that are not the demonstration's: nothing was changed.");
            return;
        }
        if (await Scheduling.IsPublishedAsync(stage))
        {
            Console.WriteLine($"The demonstration is here already: nothing was changed. Its paper: {new Uri(stage.Gateway, "/read")}");
            return;
        }
        await Registering.OrganisationsAsync(stage);
        await Registering.MembershipsAsync(stage);
        await Registering.PeopleAsync(stage);
        await Scheduling.PlanAsync(stage);
        await Nominating.SeatAsync(stage);
        await Scheduling.HoldAsync(stage);
        await Recording.ContributionsAsync(stage);
        await Recording.MessagesAsync(stage);
        await Recording.QuotesAsync(stage);
        var paper = await Releasing.ReleaseAsync(stage);
        await Scheduling.PublishAsync(stage);
        Console.WriteLine($"The Puebla Process consultation of 2020 is complete. Its paper: {new Uri(stage.Gateway, $"/read/{paper}")}");
    }
}
