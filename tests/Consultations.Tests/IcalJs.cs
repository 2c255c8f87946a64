using System.Diagnostics;
using System.Text.Json;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What ical.js, the parser of Thunderbird, makes of an event. It shares nothing with what wrote the calendar.</summary>
/// <param name="Uid">Names the event.</param>
/// <param name="Start">The instant, by the calendar's own VTIMEZONE; midnight UTC of an event that takes the whole day.</param>
/// <param name="End">Likewise.</param>
/// <param name="AllDay">It has a day and no hour.</param>
/// <param name="Summary">Its title.</param>
/// <param name="Language">Of the title.</param>
/// <param name="Status">TENTATIVE, CONFIRMED or CANCELLED.</param>
/// <param name="Sequence">SEQUENCE.</param>
/// <param name="Attendees">Their names.</param>
/// <param name="Answers">PARTSTAT of each.</param>
/// <param name="Organizer">Its address; null when there is none.</param>
/// <param name="Conferences">Where to join.</param>
public sealed record ReadEvent(
    string Uid, DateTimeOffset Start, DateTimeOffset End, bool AllDay, string Summary, string Language, string Status, int Sequence, string[] Attendees,
    string[] Answers, string? Organizer, string[] Conferences);

/// <summary>Reads calendars in a process of Node; npm brings the parser, once.</summary>
static class IcalJs
{
    const string Package = "ical.js@2.2.1";

    const string Script = """
        import ICAL from 'ical.js';
        let text = '';
        for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
        const calendar = new ICAL.Component(ICAL.parse(text));
        for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
        const instant = time => new Date((time.isDate ? Date.UTC(time.year, time.month - 1, time.day) : time.toUnixTime() * 1000)).toISOString();
        console.log(JSON.stringify(calendar.getAllSubcomponents('vevent').map(component => {
            const event = new ICAL.Event(component);
            if (!event.startDate.isDate && event.startDate.zone === ICAL.Timezone.localTimezone) throw new Error('Without a zone: ' + component);
            return {
                uid: event.uid, start: instant(event.startDate), end: instant(event.endDate), allDay: event.startDate.isDate, summary: event.summary,
                language: component.getFirstProperty('summary').getParameter('language'), status: component.getFirstPropertyValue('status'),
                sequence: event.sequence, attendees: event.attendees.map(attendee => attendee.getParameter('cn')),
                answers: event.attendees.map(attendee => attendee.getParameter('partstat')), organizer: event.organizer,
                conferences: component.getAllProperties('conference').map(conference => conference.getFirstValue()),
            };
        })));
        """;

    static readonly Lazy<Task<string>> Folder = new(InstallAsync);

    public static async Task<IReadOnlyList<ReadEvent>> ReadAsync(string calendar) =>
        JsonSerializer.Deserialize<ReadEvent[]>(await RunAsync("node", await Folder.Value, calendar, "--input-type=module", "--eval", Script), JsonSerializerOptions.Web)!;

    static async Task<string> InstallAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "ical.js")).FullName;
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "ical.js")))
        {
            await RunAsync("npm", folder, "", "install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", Package);
        }
        return folder;
    }

    static async Task<string> RunAsync(string program, string folder, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program}: {await errors}");
        return await output;
    }
}
