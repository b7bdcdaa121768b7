namespace Mhero.Simulator.Engine.Expressions;

/// <summary>The functions that the simulator has. A flow that calls another is refused when it is loaded.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, (int Min, int Max, Func<object?[], Scope, object?> Body)> ByName = new(StringComparer.Ordinal)
    {
        ["object"] = (0, int.MaxValue, (a, _) => Object(a)),
        ["array"] = (0, int.MaxValue, (a, _) => a.ToList()),
        ["json"] = (1, 1, (a, _) => XValue.ToJson(a[0])),
        ["extract"] = (2, 2, (a, _) => a[0] is XObject x && x.TryGet(XValue.ToText(a[1]), out var value) ? value : null),
        ["extract_object"] = (2, int.MaxValue, (a, _) => ExtractObject(a)),
        ["foreach"] = (2, int.MaxValue, (a, scope) => a[0] is List<object?> items ? items.ConvertAll(i => Apply(i, a, scope)) : new XError("foreach goes through an array")),
        ["foreach_value"] = (2, int.MaxValue, ForeachValue),
        ["if"] = (3, 3, (a, _) => a[0] is XError ? a[0] : XValue.ToTruth(a[0]) ? a[1] : a[2]),
        ["default"] = (2, 2, (a, _) => a[0] is XError || XValue.IsEmpty(a[0]) ? a[1] : a[0]),
        ["and"] = (1, int.MaxValue, (a, _) => Array.TrueForAll(a, XValue.ToTruth)),
        ["or"] = (1, int.MaxValue, (a, _) => Array.Exists(a, XValue.ToTruth)),
        ["upper"] = (1, 1, (a, _) => XValue.ToText(a[0]).ToUpperInvariant()),
        ["lower"] = (1, 1, (a, _) => XValue.ToText(a[0]).ToLowerInvariant()),
        ["title"] = (1, 1, (a, _) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(XValue.ToText(a[0]).ToLowerInvariant())),
        ["trim"] = (1, 1, (a, _) => XValue.ToText(a[0]).Trim()),
        ["text"] = (1, 1, (a, _) => XValue.ToText(a[0])),
        ["number"] = (1, 1, (a, _) => XValue.ToNumber(a[0])),
        ["round"] = (1, 2, Round),
        ["now"] = (0, 0, (_, scope) => scope.Now),
        ["today"] = (0, 0, (_, scope) => DateOnly.FromDateTime(scope.Now.DateTime)),
        ["format_date"] = (1, 2, (a, scope) => Format(a, scope, "DD-MM-YYYY")),
        ["format_time"] = (1, 2, FormatTime),
        ["format_datetime"] = (1, 2, (a, scope) => Format(a, scope, "DD-MM-YYYY tt:mm")),
    };

    public static bool Exists(string name) => ByName.ContainsKey(name);

    public static object? Call(string name, object?[] arguments, Scope scope)
    {
        var (min, max, body) = ByName[name];
        if (arguments.Length < min || arguments.Length > max)
        {
            return new XError($"{name} takes other arguments");
        }

        // As in RapidPro an error in an argument is the answer, unless the function is there to deal with it.
        return name is not ("default" or "json" or "object" or "array" or "if") && Array.Find(arguments, a => a is XError) is { } error
            ? error
            : body(arguments, scope);
    }

    private static object Object(object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            return new XError("object takes names and values in turn");
        }

        var members = new (string, object?)[pairs.Length / 2];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = (XValue.ToText(pairs[2 * i]), pairs[(2 * i) + 1]);
        }

        return new XObject(members);
    }

    private static object ExtractObject(object?[] arguments) => arguments[0] is XObject x
        ? new XObject(arguments.Skip(1).Select(XValue.ToText).Select(name => KeyValuePair.Create(name, x.TryGet(name, out var value) ? value : null)))
        : new XError("extract_object takes an object");

    private static object ForeachValue(object?[] arguments, Scope scope) => arguments[0] is XObject x
        ? new XObject(x.Members.Select(m => KeyValuePair.Create(m.Key, Apply(m.Value, arguments, scope))))
        : new XError("foreach_value goes through an object");

    private static object? Apply(object? item, object?[] arguments, Scope scope) =>
        arguments[1] is XFunction function ? Call(function.Name, [item, .. arguments.Skip(2)], scope) : new XError("a function is missing");

    private static object? Round(object?[] arguments, Scope scope)
    {
        var places = arguments.Length == 2 ? XValue.ToNumber(arguments[1]) : 0m;
        return (XValue.ToNumber(arguments[0]), places) switch
        {
            (XError error, _) => error,
            (_, XError error) => error,
            var (number, digits) => Math.Round((decimal)number, Math.Clamp((int)(decimal)digits, 0, 28), MidpointRounding.AwayFromZero),
        };
    }

    private static object? FormatTime(object?[] arguments, Scope scope) =>
        TimeOnly.TryParse(XValue.ToText(arguments[0]), CultureInfo.InvariantCulture, out var time)
            ? Format([new DateOnly(2000, 1, 1).ToDateTime(time), .. arguments.Skip(1)], scope, "tt:mm")
            : new XError($"unable to convert \"{XValue.ToText(arguments[0])}\" to a time");

    private static object? Format(object?[] arguments, Scope scope, string usual)
    {
        var time = arguments[0] switch
        {
            DateTimeOffset given => TimeZoneInfo.ConvertTime(given, scope.Zone),
            DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            DateTime local => new DateTimeOffset(local, TimeSpan.Zero),
            var other => scope.ReadDatetime(XValue.ToText(other)),
        };
        return time is null ? new XError($"unable to convert \"{XValue.ToText(arguments[0])}\" to a date")
            : (object?)DateFormat.Apply(time.Value, arguments.Length > 1 ? XValue.ToText(arguments[1]) : usual) ?? new XError("the date format is not understood");
    }
}
