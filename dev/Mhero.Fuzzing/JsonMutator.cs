namespace Mhero.Fuzzing;

/// <summary>Changes documents: their values, members and lists, or their bytes.</summary>
internal static class JsonMutator
{
    /// <summary>Changes a document in one to four places.</summary>
    /// <param name="random">Decides where and how.</param>
    /// <param name="document">A valid document.</param>
    /// <param name="other">Another valid document, from which parts are taken.</param>
    /// <returns>The changed bytes.</returns>
    public static byte[] Mutate(Random random, byte[] document, byte[] other)
    {
        if (random.Next(6) == 0)
        {
            return MutateBytes(random, document);
        }

        JsonNode? root;
        try
        {
            root = JsonNode.Parse(document);
        }
        catch (JsonException)
        {
            return MutateBytes(random, document);
        }

        for (var i = random.Next(1, 5); i > 0 && root is JsonObject or JsonArray; i--)
        {
            Change(random, NodesOf(root!), other);
        }

        return Encoding.UTF8.GetBytes(root?.ToJsonString() ?? "null");
    }

    private static byte[] MutateBytes(Random random, byte[] document)
    {
        var bytes = document.ToList();
        for (var i = random.Next(1, 8); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:\\0-e"[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 200), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.ASCII.GetBytes("\\ud800"));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static List<JsonNode> NodesOf(JsonNode root)
    {
        var found = new List<JsonNode>();
        var open = new Stack<JsonNode>([root]);
        while (open.TryPop(out var node))
        {
            if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                found.Add(node);
                var children = node is JsonObject members ? members.Select(m => m.Value) : node.AsArray();
                children.OfType<JsonNode>().ToList().ForEach(open.Push);
            }
        }

        return found;
    }

    private static void Change(Random random, List<JsonNode> nodes, byte[] other)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        var value = random.Next(8) == 0 ? PartOf(random, other) : HostileValues.Next(random);
        switch (nodes[random.Next(nodes.Count)])
        {
            case JsonObject members:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                switch (random.Next(5))
                {
                    case 0:
                        members.Remove(name);
                        break;
                    case 1:
                        members["_" + name] = value;
                        break;
                    case 2:
                        members[name] = new JsonArray(members[name]?.DeepClone(), value);
                        break;
                    default:
                        members[name] = value;
                        break;
                }

                break;
            case JsonArray list:
                var at = random.Next(list.Count);
                switch (random.Next(4))
                {
                    case 0:
                        list.RemoveAt(at);
                        break;
                    case 1:
                        list.Insert(at, list[at]?.DeepClone());
                        break;
                    case 2:
                        list.Add(value);
                        break;
                    default:
                        list[at] = value;
                        break;
                }

                break;
        }
    }

    private static JsonNode? PartOf(Random random, byte[] other)
    {
        var nodes = NodesOf(JsonNode.Parse(other)!);
        return nodes.Count == 0 ? null : nodes[random.Next(nodes.Count)].DeepClone();
    }
}
