using System.Reflection;
using System.Text.RegularExpressions;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Architecture;

/// <summary>Which types of Core are public, and that each has a name of its own.</summary>
public sealed partial class CoreTypesTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(MheroSystems).Assembly;
    private static readonly string[] OtherProjects = ["Mhero.Functions", "Mhero.Cli", "dev", "bench", "tests"];

    [Fact]
    public void PublicTypes_AllAreNamedByAnotherProjectOrShownByOneThatIs()
    {
        var words = OtherProjects
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .ToHashSet(StringComparer.Ordinal);
        var types = Core.GetExportedTypes().Where(type => !type.IsNested).ToHashSet();
        var justified = types.Where(type => words.Contains(NameOf(type)) || Extensions(type).Any(words.Contains)).ToHashSet();
        for (var queue = new Queue<Type>(justified); queue.TryDequeue(out var type);)
        {
            foreach (var shown in Shown(type).Where(types.Contains).Where(justified.Add))
            {
                queue.Enqueue(shown);
            }
        }

        Assert.True(types.Count > 100);
        Assert.Empty(types.Except(justified).Select(type => type.FullName));
    }

    [Fact]
    public void TypeNames_NoneExistsTwice()
    {
        var twice = Core.GetTypes()
            .Where(type => !type.IsNested && type.FullName!.StartsWith("Mhero.", StringComparison.Ordinal)
                && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .GroupBy(NameOf)
            .Where(same => same.Select(type => type.Namespace).Distinct().Count() > 1)
            .Select(same => string.Join(", ", same.Select(type => type.FullName)));

        Assert.Empty(twice);
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static IEnumerable<string> Extensions(Type type) =>
        type.GetMethods(Declared).Where(method => method.IsDefined(typeof(ExtensionAttribute))).Select(method => method.Name);

    /// <summary>The types in the signatures that another assembly sees, its own nested types' included.</summary>
    private static IEnumerable<Type> Shown(Type type) =>
        new[] { type.BaseType }.Concat(type.GetInterfaces())
            .Concat(type.GetMembers(Declared).SelectMany(TypesOf))
            .Concat(type.GetNestedTypes().SelectMany(Shown))
            .OfType<Type>()
            .SelectMany(Parts);

    private static IEnumerable<Type?> TypesOf(MemberInfo member) => member switch
    {
        MethodBase { IsPrivate: true } or MethodBase { IsAssembly: true } or FieldInfo { IsPrivate: true } => [],
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Concat(method is MethodInfo info ? [info.ReturnType, .. info.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints())] : []),
        FieldInfo field => [field.FieldType],
        EventInfo one => [one.EventHandlerType!],
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Word();
}
