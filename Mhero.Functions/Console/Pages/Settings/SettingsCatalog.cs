using System.Collections;
using System.Reflection;

namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>The settings in force: the values of all options, defaults included, without the secret ones.</summary>
public sealed class SettingsCatalog
{
    private static readonly string[] SecretWords = ["token", "password", "secret", "key", "connectionstring", "credential"];
    private static readonly string[] HarmlessNames = ["TokenUrl", "TokenEndpoint"];

    private readonly IReadOnlyList<Type> _types;

    private SettingsCatalog(IReadOnlyList<Type> types) => _types = types;

    /// <summary>Finds the options that services are registered with.</summary>
    /// <param name="services">The services.</param>
    public static SettingsCatalog Of(IServiceCollection services) => new(
    [
        .. services.Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(type => type.GetGenericArguments()[0])
            .Where(type => type.Namespace?.StartsWith("Mhero.", StringComparison.Ordinal) == true && SectionOf(type) is not null)
            .Distinct(),
    ]);

    /// <summary>Reads the settings.</summary>
    /// <param name="services">Has the options.</param>
    /// <returns>The settings by section, in the order of their names.</returns>
    public IReadOnlyList<SettingView> Read(IServiceProvider services)
    {
        var found = new List<SettingView>();
        foreach (var type in _types)
        {
            var options = services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type));
            var value = options.GetType().GetProperty(nameof(IOptions<object>.Value))!.GetValue(options)!;
            Add(found, SectionOf(type)!.Replace(":", "__", StringComparison.Ordinal), value);
        }

        return [.. found.DistinctBy(setting => setting.Name).OrderBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Whether the value of a setting is a secret, by its name.</summary>
    /// <param name="name">Its last part.</param>
    public static bool IsSecret(string name) =>
        !HarmlessNames.Contains(name) && SecretWords.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    private static void Add(List<SettingView> found, string path, object value)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            Add(found, $"{path}__{property.Name}", property.Name, property.GetValue(value));
        }
    }

    private static void Add(List<SettingView> found, string path, string name, object? value)
    {
        switch (value)
        {
            case null:
                found.Add(new SettingView(path, null, false));
                break;
            case IDictionary entries:
                foreach (DictionaryEntry entry in entries)
                {
                    Add(found, $"{path}__{entry.Key}", name, entry.Value);
                }

                break;
            case IEnumerable items and not string:
                var index = 0;
                foreach (var item in items)
                {
                    Add(found, string.Create(CultureInfo.InvariantCulture, $"{path}__{index++}"), name, item);
                }

                break;
            case string or Uri or IFormattable or bool or Enum:
                var text = Convert.ToString(value, CultureInfo.InvariantCulture);
                found.Add(IsSecret(name) ? new SettingView(path, null, text is { Length: > 0 }) : new SettingView(path, Plain(value, text), false));
                break;
            default:
                Add(found, path, value);
                break;
        }
    }

    /// <summary>An address without the user and the query that it may have.</summary>
    private static string? Plain(object value, string? text) =>
        value is Uri { IsAbsoluteUri: true } address ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : text;

    private static string? SectionOf(Type type) =>
        (type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static) ?? type.GetField("Section", BindingFlags.Public | BindingFlags.Static))?.GetRawConstantValue() as string;
}
