namespace MayorsMechanism.Demonstration.Planning;

/// <param name="Key">What other data calls it.</param>
/// <param name="Kind">Which part of the consultation it was.</param>
/// <param name="Date">The day; nobody printed the hour.</param>
/// <param name="Title">In four languages.</param>
/// <param name="Theme">Of the cycle; null for none of its six.</param>
/// <param name="Representatives">Of local and regional authorities, in the order of the list. Each has a seat.</param>
sealed record Session(string Key, string Kind, DateOnly Date, Texts Title, string? Theme = null, params string[] Representatives);

/// <summary>The seven dated sessions. That on narratives is beside the three that the rule foresees: Chair and host agreed to add it.</summary>
static class Sessions
{
    public static readonly Session[] All =
    [
        new("opening", "opening-plenary", new(2020, 6, 4), new("Opening plenary", "Plenaria de apertura", "Plénière d’ouverture", "Plenária de abertura")),
        new("skills", "thematic", new(2020, 6, 11),
            new("Skilling migrants for employment", "Capacitar a las personas migrantes para el empleo", "Former les migrants pour l’emploi",
                "Qualificar os migrantes para o emprego"),
            "Skills", "Juan Pablo Gutierrez", "Sergio Arredondo"),
        new("protection", "thematic", new(2020, 6, 11),
            new("Addressing gaps in migrant protection", "Subsanar las carencias en la protección de las personas migrantes",
                "Combler les lacunes de la protection des migrants", "Colmatar as lacunas na proteção dos migrantes"),
            "Migrant protection", "Anacláudia Marinheiro Centeno Rossbach", "Nancy Perez", "Nelson Fernández"),
        new("irregular", "thematic", new(2020, 6, 11),
            new("Addressing irregular migration", "Abordar la migración irregular", "Aborder la migration irrégulière", "Abordar a migração irregular"),
            "Irregular migration", "Edwin Miño", "Laura V. Gonzalez-Murphy", "Rosmery Acarapi"),
        new("closing", "closing-session", new(2020, 6, 11), new("Closing session", "Sesión de cierre", "Session de clôture", "Sessão de encerramento")),
        new("narratives", "additional", new(2020, 6, 18),
            new("Balancing narratives on migration", "Equilibrar los relatos sobre la migración", "Équilibrer les récits sur la migration",
                "Equilibrar as narrativas sobre a migração"),
            null, "Alma Cristina Rodriguez Vallejo", "Alexander Van Leuven", "Antonello Antinori", "David Lubell", "Hayat Sami", "Marina Luna",
            "Rodolfo Alejandro Ponce Avila", "Veronique Lamontagne"),
        new("closing-plenary", "closing-plenary", new(2020, 6, 30),
            new("Closing plenary", "Plenaria de clausura", "Plénière de clôture", "Plenária de encerramento")),
    ];
}
