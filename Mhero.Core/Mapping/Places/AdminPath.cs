using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>RapidPro's path of a place (<c>Rwanda &gt; Kigali City &gt; Gasabo</c>).</summary>
internal static class AdminPath
{
    /// <summary>The names in a path, from the country down.</summary>
    public static string[] Split(string path) => path.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same for paths that differ in case, accents and punctuation alone; empty for none.</summary>
    public static string KeyOf(string path) => string.Join('>', Split(path).Select(NameWords.Key));
}
