using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Caching;

/// <summary>How long what was looked up in the registry is remembered. Section <c>Mhero:Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Cache";

    /// <summary>How long health workers and Questionnaires are remembered before the registry is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long facilities and districts are remembered before the registry is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PlacesMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the list of all facilities, for look-ups, is used before it is read again, while the old one still answers.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan FacilitiesMaxAge { get; set; } = TimeSpan.FromMinutes(15);
}
