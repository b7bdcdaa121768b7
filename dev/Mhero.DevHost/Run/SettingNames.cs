using System.Reflection;
using Mhero.Core;

namespace Mhero.DevHost.Run;

/// <summary>The names of mHero's settings, taken from the options classes themselves.</summary>
public static class SettingNames
{
    private const string Separator = "__";

    /// <summary>
    /// All settings of section <c>Mhero</c> as environment variables have them (<c>Mhero__Fhir__BaseUrl</c>). A part in angle
    /// brackets, such as <c>&lt;field&gt;</c>, stands for a key of the user's own or for the number of a list's entry.
    /// </summary>
    public static IReadOnlyList<string> Known { get; } = [.. SettingSections.All.SelectMany(section => Of(section.Path, section.Options)).Distinct()];

    /// <summary>Settings of section <c>Mhero</c> that nothing reads, as a rule misspelt ones.</summary>
    /// <param name="settings">The user's settings.</param>
    /// <returns>Their names as environment variables have them.</returns>
    public static IReadOnlyList<string> Unknown(IConfiguration settings)
    {
        var known = Known.Select(name => name.Split(Separator)).Concat(RenamedSettings.In(settings).Select(name => name.Old.Split(':'))).ToList();
        return
        [
            .. settings.GetSection("Mhero").AsEnumerable()
                .Where(setting => setting.Value is not null)
                .Select(setting => setting.Key.Split(':'))
                .Where(parts => !known.Exists(name => Matches(name, parts)))
                .Select(parts => string.Join(Separator, parts)),
        ];
    }

    private static bool Matches(string[] name, string[] parts) =>
        name.Length == parts.Length
        && name.Zip(parts).All(pair => pair.First.StartsWith('<') || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Of(string section, Type options) => Of(options, section.Replace(":", Separator, StringComparison.Ordinal));

    private static IEnumerable<string> Of(Type options, string path) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => OfValue(property.PropertyType, property.Name, $"{path}{Separator}{property.Name}"));

    private static IEnumerable<string> OfValue(Type type, string name, string path)
    {
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        return arguments switch
        {
            [_, var value] => OfValue(value, name, $"{path}{Separator}<{Singular(name)}>"),
            [var item] when Nullable.GetUnderlyingType(type) is null => OfValue(item, name, $"{path}{Separator}<number>"),
            _ when type.IsClass && type != typeof(string) && type != typeof(Uri) => Of(type, path),
            _ => [path],
        };
    }

    // Fields become <field>, Codes <code>.
    private static string Singular(string name) => name.TrimEnd('s').ToLowerInvariant();
}
