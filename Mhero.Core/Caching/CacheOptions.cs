using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Caching;

/// <summary>How long what was looked up in the registry is remembered. Section <c>Mhero:Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Cache";

    /// <summary>How long health workers and Questionnaires are remembered before the registry is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Set Mhero__Cache__MaxAge to a time of up to one day, such as 00:05:00.")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
