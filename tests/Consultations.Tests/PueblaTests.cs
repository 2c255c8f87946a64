using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>The Puebla Process consultation of 2020, entered after the fact as its overview of July 2020 lists it.</summary>
public sealed class PueblaTests(ConsultationsService service)
{
    const string Mechanism = "mechanism";

    static readonly (string Kind, int? Theme, string Day, (string Name, string From)[] Representatives)[] Sessions =
    [
        ("thematic", 1, "2020-06-11", [("Juan Pablo Gutierrez", "La Pintana"), ("Sergio Arredondo", "FLACMA")]),
        ("thematic", 3, "2020-06-11", [("Anacláudia Marinheiro Centeno Rossbach", "Cities Alliance"), ("Nancy Perez", "Human Rights Commission of Mexico City"),
            ("Nelson Fernández", "Mercociudades")]),
        ("thematic", 4, "2020-06-11", [("Edwin Miño", "CONGOPE"), ("Laura V. Gonzalez-Murphy", "New York State"), ("Rosmery Acarapi", "La Paz")]),
        ("additional", null, "2020-06-18", [("Alma Cristina Rodriguez Vallejo", "León"), ("Alexander Van Leuven", "Mechelen"), ("Antonello Antinori", "Lampedusa"),
            ("David Lubell", "Welcoming International"), ("Hayat Sami", "Rabat"), ("Marina Luna", "São Paulo"), ("Rodolfo Alejandro Ponce Avila", "León"),
            ("Veronique Lamontagne", "Montreal")]),
    ];

    /// <summary>Kind, country and UN M49 sub-region of where they came from.</summary>
    static readonly Dictionary<string, (string Kind, string? Country, string? Subregion)> Places = new()
    {
        ["La Pintana"] = ("municipality", "CL", "419"), ["New York State"] = ("intermediate", "US", "021"), ["La Paz"] = ("municipality", "BO", "419"),
        ["León"] = ("municipality", "MX", "419"), ["Mechelen"] = ("municipality", "BE", "155"), ["Lampedusa"] = ("municipality", "IT", "039"),
        ["Rabat"] = ("municipality", "MA", "015"), ["São Paulo"] = ("municipality", "BR", "419"), ["Montreal"] = ("municipality", "CA", "021"),
        ["FLACMA"] = ("network", null, null), ["Mercociudades"] = ("network", null, null), ["CONGOPE"] = ("network", "EC", "419"),
        ["Cities Alliance"] = ("other", null, null), ["Human Rights Commission of Mexico City"] = ("other", "MX", "419"),
        ["Welcoming International"] = ("civil-society", null, null),
    };

    [Fact]
    public async Task Sixteen_are_seated_wherever_they_come_from_and_those_not_from_an_authority_are_counted_apart()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        await planned.GoAsync("open");
        Dictionary<string, OrganisationChanged> places = [];
        foreach (var (name, (kind, country, subregion)) in Places)
        {
            places[name] = await service.TellAsync(Registry.Organisation(name, kind) with { Country = country, Subregion = subregion });
        }
        foreach (var (kind, theme, day, representatives) in Sessions)
        {
            var session = await SessionAsync(planned, kind, theme, day, representatives.Length);
            foreach (var (name, from) in representatives)
            {
                await service.GoAsync(await service.NewConfirmedAsync(session, await service.TellAsync(Registry.Person(places[from].Id, name, null))), "accept");
            }
            await service.GoAsync(session, "hold");
        }

        var sessions = (await service.Secretariat.GetAsync($"{planned.Path}/attendance")).Body!["sessions"]!.AsArray();
        sessions.Select(session => (int)session!["accepted"]!).ShouldBe([2, 3, 3, 8]);
        var balance = (await service.Secretariat.GetAsync($"{planned.Path}/balance")).Body!;
        (Seated(balance, "authorities"), Seated(balance, "others")).ShouldBe((10, 6));
        Rows(balance, "authorities", "country").ShouldBe(["BE 1", "BO 1", "BR 1", "CA 1", "CL 1", "IT 1", "MA 1", "MX 2", "US 1"]);
        Rows(balance, "authorities", "sub-region").ShouldBe(["015 1", "021 2", "039 1", "155 1", "419 5"]);
        Rows(balance, "others", "tier").ShouldBe(["civil-society 1", "network 3", "other 2"]);
        Rows(balance, "others", "network").ShouldBe([$"{Mechanism} 6"]);
    }

    Task<ApiAnswer> SessionAsync(Planned planned, string kind, int? theme, string day, int seats) => service.NewSessionAsync(
        consultation: planned.Consultation.Id, body: new
        {
            kind, date = day, title = new { en = kind }, timeZone = "America/Costa_Rica", seats, themeId = theme is { } number ? planned.Theme(number) : null,
        });

    static int Seated(JsonNode balance, string part) => (int)balance[part]!["total"]!["seated"]!;

    static string[] Rows(JsonNode balance, string part, string dimension) => [.. balance[part]!["rows"]!.AsArray()
        .Where(row => $"{row!["dimension"]}" == dimension).Select(row => $"{row!["value"]} {row["count"]!["seated"]}").Order(StringComparer.Ordinal)];
}
