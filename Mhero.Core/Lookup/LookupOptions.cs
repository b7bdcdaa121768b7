using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Lookup;

/// <summary>What flows may ask the registry, and how often. Section <c>Mhero:Lookup</c>.</summary>
public sealed class LookupOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Lookup";

    /// <summary>Questions that one contact may ask in a minute; 0 for no limit.</summary>
    [Range(0, 1_000)]
    public int PerMinute { get; set; } = 20;

    /// <summary>Questions that one contact may ask on a day (UTC); 0 for no limit.</summary>
    [Range(0, 100_000)]
    public int PerDay { get; set; } = 300;

    /// <summary>How long an answer may take. RapidPro waits for 15 seconds, and so does the contact.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:00:14")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Codes of <c>Location.physicalType</c> or <c>type</c> of the Locations that contacts may choose as a facility.</summary>
    /// <value>Empty means every Location except a jurisdiction (<c>jdn</c>).</value>
    public List<string> FacilityTypes { get; set; } = [];

    /// <summary>System of the identifier that is a facility's code.</summary>
    /// <value>None: its first identifier.</value>
    public string? FacilitySystem { get; set; }

    /// <summary>Codes or texts of <c>PractitionerRole.code</c> that lead a facility, compared without case and blanks.</summary>
    /// <value>Empty means <c>1342</c>, the health services managers of ISCO-08.</value>
    public List<string> LeaderRoles { get; set; } = [];

    /// <summary>Whether answers to health workers contain the name of a facility's leader; else only whether it has one.</summary>
    public bool TellLeaderNames { get; set; } = true;

    /// <summary>Systems of identifiers by which patients are looked up when the flow names none.</summary>
    /// <value>Empty means any system.</value>
    public List<string> PatientSystems { get; set; } = [];
}
