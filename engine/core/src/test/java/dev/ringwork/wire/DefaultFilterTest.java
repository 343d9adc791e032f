package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter.Status;
import java.rmi.server.UID;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes with the names of known gadgets, made here: none of those libraries is needed. */
class DefaultFilterTest {
    /** Bytes of a class without members, as of Java 8. */
    private static final class Maker extends ClassLoader {
        Class<?> make(String name) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(0xCAFEBABE);
            out.writeInt(52);
            out.writeShort(5);
            out.writeByte(7); // 1: this class, named by 2
            out.writeShort(2);
            out.writeByte(1);
            out.writeUTF(name.replace('.', '/'));
            out.writeByte(7); // 3: its superclass, named by 4
            out.writeShort(4);
            out.writeByte(1);
            out.writeUTF("java/lang/Object");
            out.writeShort(0x0021);
            out.writeShort(1);
            out.writeShort(3);
            out.writeLong(0); // no interfaces, fields, methods, attributes
            return defineClass(name, bytes.toByteArray(), 0, bytes.size());
        }
    }

    private static final List<String> GADGETS = List.of(
            "bsh.XThis",
            "clojure.core$comp",
            "clojure.inspector.proxy$javax",
            "com.mchange.v2.c3p0.PoolBackedDataSource",
            "com.sun.jndi.ldap.LdapAttribute",
            "com.sun.org.apache.bcel.internal.util.ClassLoader",
            "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
            "com.sun.rowset.JdbcRowSetImpl",
            "com.sun.syndication.feed.impl.ObjectBean",
            "groovy.util.Expando",
            "javassist.tools.web.Viewer",
            "javassist.util.proxy.ProxyFactory",
            "javax.management.openmbean.Gadget",
            "net.bytebuddy.implementation.MethodCall",
            "org.apache.bcel.util.ClassLoader",
            "org.apache.commons.beanutils.BeanComparator",
            "org.apache.commons.collections.comparators.TransformingComparator",
            "org.apache.commons.collections.functors.InvokerTransformer",
            "org.apache.commons.collections.keyvalue.TiedMapEntry",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.collections4.functors.InvokerTransformer",
            "org.apache.commons.collections4.keyvalue.TiedMapEntry",
            "org.apache.commons.collections4.map.LazyMap",
            "org.apache.xalan.xsltc.trax.TemplatesImpl",
            "org.codehaus.groovy.runtime.MethodClosure",
            "org.hibernate.engine.spi.TypedValue",
            "org.hibernate.tuple.component.PojoComponentTuplizer",
            "org.mozilla.javascript.NativeError",
            "org.python.core.PyFunction",
            "org.springframework.aop.framework.JdkDynamicAopProxy",
            "org.springframework.beans.factory.ObjectFactory",
            "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
            "rome.feed.Gadget",
            "sun.rmi.server.UnicastRef");

    private static Status ask(Class<?> type) {
        return DefaultFilter.INSTANCE.checkInput(new Filters.Offer(type, -1, 1, 1, 1));
    }

    static List<String> gadgets() {
        return GADGETS;
    }

    @ParameterizedTest
    @MethodSource("gadgets")
    void shouldRefuseTheKnown(String gadget) throws Exception {
        Class<?> type = new Maker().make(gadget);
        assertThat(type.getName()).isEqualTo(gadget);

        assertThat(ask(type)).isEqualTo(Status.REJECTED);
        assertThat(ask(type.arrayType().arrayType())).isEqualTo(Status.REJECTED);
    }

    /** Nobody but the JDK makes classes of that package. */
    @Test
    void shouldRefuseTheKnownOfTheJdk() {
        assertThat(ask(UID.class)).isEqualTo(Status.REJECTED);
    }

    @Test
    void shouldBeTestedWithEveryPrefix() {
        assertThat(DefaultFilter.PREFIXES)
                .allMatch(prefix -> UID.class.getName().startsWith(prefix)
                        || GADGETS.stream().anyMatch(gadget -> gadget.startsWith(prefix)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bshell.Result",
                "javax.managementx.Result",
                "org.apache.commons.collections.Result",
                "org.springframework.core.Result",
                "my.bsh.Result"
            })
    void shouldLeaveOthersUndecided(String name) throws Exception {
        assertThat(ask(new Maker().make(name))).isEqualTo(Status.UNDECIDED);
    }
}
