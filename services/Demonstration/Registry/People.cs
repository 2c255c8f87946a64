namespace MayorsMechanism.Demonstration.Registry;

/// <param name="Name">As printed.</param>
/// <param name="Organisation">Where the person has the position.</param>
/// <param name="Title">As printed; null where the source gives none.</param>
/// <param name="Kind">Of position.</param>
/// <param name="Email">Invented: example domains receive no mail.</param>
/// <param name="Network">Whose own officer this is: it registers and nominates the person itself.</param>
sealed record Person(string Name, string Organisation, string? Title, string Kind, string Email, string? Network = null);

/// <summary>
/// Who is named as a representative or as a speaker. The list and the quote of La Pintana print two surnames: whether that is one person is
/// not for a program to say, so they are two.
/// </summary>
static class People
{
    public static readonly Person[] All =
    [
        new("Juan Pablo Gutierrez", "La Pintana", "Focal point for the Office of Labour Intermediation", "focal-point", "gutierrez@la-pintana.example"),
        new("Juan Pablo Caceido", "La Pintana", null, "other", "caceido@la-pintana.example"),
        new("Sergio Arredondo", Organisations.Flacma, "Secretary General", "director", "arredondo@flacma.example", Organisations.Flacma),

        new("Anacláudia Marinheiro Centeno Rossbach", "Cities Alliance", "Regional Manager – Latin America and Caribbean", "director",
            "rossbach@cities-alliance.example"),
        new("Nancy Perez", "Human Rights Commission of Mexico City", null, "other", "perez@mexico-city.example"),
        new("Nelson Fernández", Organisations.Mercociudades, "Secretary General", "director", "fernandez@mercociudades.example",
            Organisations.Mercociudades),

        new("Edwin Miño", Organisations.Congope, "Executive Director", "director", "mino@congope.example", Organisations.Congope),
        new("Laura V. Gonzalez-Murphy", "New York State", "Director of the Office for New Americans", "director", "gonzalez-murphy@new-york.example"),
        new("Rosmery Acarapi", "La Paz", "Secretary of Social Development", "director", "acarapi@la-paz.example"),

        new("Alma Cristina Rodriguez Vallejo", "León", "General Director System ‘DIF’", "director", "rodriguez@leon.example"),
        new("Alexander Van Leuven", "Mechelen", null, "other", "vanleuven@mechelen.example"),
        new("Antonello Antinori", "Lampedusa", "Communication expert", "expert", "antinori@lampedusa.example"),
        new("David Lubell", "Welcoming International", "Director", "director", "lubell@welcoming.example"),
        new("Hayat Sami", "Rabat", "Focal Point for International Cooperation and Partnerships", "focal-point", "sami@rabat.example"),
        new("Marina Luna", "São Paulo",
            "Adviser on Policies for Immigrants and Promotion of Decent Work – Municipal Human Rights and Citizenship Secretariat", "expert",
            "luna@sao-paulo.example"),
        new("Rodolfo Alejandro Ponce Avila", "León", "General Director of the Directorate of Rural Development", "director", "ponce@leon.example"),
        new("Veronique Lamontagne", "Montreal", "Migration lead in the International Relations Office", "expert", "lamontagne@montreal.example"),
    ];
}
